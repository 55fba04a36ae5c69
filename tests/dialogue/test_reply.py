"""Replies as plain text, as the terminal and the desk show them."""

from bot.dialogue.reply import Block, Reply, Run, item, notice, paragraph, plain, title


def test_items_and_notices_stand_together_the_rest_apart():
    blocks = (title("T"), paragraph("p"), item("a"), item("b", "2."), notice("n"), notice("m"))

    assert plain(blocks) == "T\n\np\n\n• a\n2. b\n\nn\nm"


def test_an_address_follows_its_text_unless_it_is_the_text():
    run = Run("Office", href="https://example.org")
    bare = Run("https://example.org", href="https://example.org")

    assert plain((Block((run, Run(" or "), bare)),)) == (
        "Office (https://example.org) or https://example.org"
    )


def test_nothing_is_nothing():
    assert plain(()) == ""


def test_a_new_message_differs_in_nothing_else():
    reply = Reply((title("T"),), in_place=True, toast="t")

    assert reply.new_message() == Reply((title("T"),), toast="t")
