"""What workers ask: grouped, rewritten, and given a place that changes the answers."""

from datetime import timedelta

import numpy as np

from bot.answering.outcome import Asker, Outcome
from bot.desk import teaching
from bot.desk.grouping import groups
from bot.storage.chats import week_of
from bot.storage.models import Rating, UnansweredQuestion
from tests.desk.browser import Browser, Everything
from tests.knowledge.samples import TODAY, TOPIC

ASKED = ("who buys the aeroplane seat", "who buys an aeroplane seat", "is there football tonight")


async def ask(desk: Everything, *texts: str, language: str = "en") -> None:
    async with desk.shared.database.transaction() as session:
        session.add_all(
            UnansweredQuestion(week=week_of(TODAY), language=language, outcome="unknown", text=text)
            for text in texts
        )


def link_in(html: str) -> str:
    return html.split('href="/questions/group?')[1].split('"', maxsplit=1)[0]


async def test_questions_are_grouped_by_meaning(desk: Everything, editor: Browser) -> None:
    await ask(desk, *ASKED)

    page = await editor.get("/questions")

    assert "3 questions without an answer" in page.text
    assert page.html.count("/questions/group?ids=") == 2
    assert "asked 2 times" in page.text


async def test_question_becomes_part_of_a_topic_and_is_answered(
    desk: Everything, editor: Browser
) -> None:
    await ask(desk, *ASKED[:2])
    page = await editor.get(f"/questions/group?{link_in((await editor.get('/questions')).html)}")
    form = {
        "ids": page.fields["ids"],
        "question": "who buys the seat in the aeroplane",
        "language": "en",
        "topic": TOPIC,
    }

    shown = await editor.post("/questions/place", {**form, "show": "1"})
    placed = await editor.post("/questions/place", {**form, "put": "1"})

    assert "Would now be: answered with Who pays the trip home" in shown.text
    assert placed.path == "/questions/learned"
    assert "Now the bot: answered with Who pays the trip home" in placed.text
    assert '- "who buys the seat in the aeroplane"' in desk.file(f"{TOPIC}/en.md")
    assert "Nothing waits." in (await editor.get("/questions")).text


async def test_question_can_be_out_of_scope(desk: Everything, editor: Browser) -> None:
    await ask(desk, ASKED[2])
    link = link_in((await editor.get("/questions")).html)
    ids = (await editor.get(f"/questions/group?{link}")).fields["ids"]

    await editor.post(
        "/questions/place",
        {"ids": ids, "question": ASKED[2], "language": "en", "out_of_scope": "1"},
    )

    assert f'out_of_scope:\n  - "{ASKED[2]}"' in desk.file("speech/en.yaml")
    assert desk.shared.answerer.knowledge.speech["en"].out_of_scope == (ASKED[2],)


async def test_question_can_be_deleted(desk: Everything, editor: Browser) -> None:
    await ask(desk, ASKED[2])
    link = link_in((await editor.get("/questions")).html)
    ids = (await editor.get(f"/questions/group?{link}")).fields["ids"]

    page = await editor.post("/questions/place", {"ids": ids, "ignore": "1"})

    assert "0 questions" in page.text
    assert (await editor.get(f"/questions/group?{link}")).path == "/questions"


async def test_question_on_another_topic_is_refused_in_words(
    desk: Everything, editor: Browser
) -> None:
    await ask(desk, ASKED[0])
    link = link_in((await editor.get("/questions")).html)
    ids = (await editor.get(f"/questions/group?{link}")).fields["ids"]
    for fields, said in (
        ({"question": "who", "topic": TOPIC}, "Write the question"),
        ({"question": ASKED[0], "topic": "leave/nothing"}, "Choose the topic"),
        ({"question": "who pays my ticket home", "topic": TOPIC}, "stands on this page twice"),
    ):
        page = await editor.post(
            "/questions/place", {"ids": ids, "language": "en", **fields, "put": "1"}
        )
        assert page.status == 400
        assert said in page.text


async def test_new_topic_is_begun_from_a_question_and_waits_for_a_second_person(
    desk: Everything, editor: Browser, other: Browser
) -> None:
    begun = await editor.post(
        "/new-topic",
        {
            "question": "can I bring my dog",
            "title": "Bringing an animal",
            "area": "stay",
            "slug": "animals",
            "url": "https://www.example.go.jp/dog.html",
            "publisher": "Animal Quarantine Service",
        },
    )
    assert begun.path == "/pages/stay/animals/en"
    assert begun.fields["questions"].strip() == "can I bring my dog"
    form = begun.fields | {
        "body": "Ask the quarantine office before you book. It needs papers from your country.",
        "questions": "\n".join(f"can I bring my dog {word}" for word in "abcdef"),
    }
    refused = await editor.post("/pages/stay/animals/en/save", {**form, "publish": "1"})
    assert refused.status == 400
    sent = await editor.post("/pages/stay/animals/en/save", {**form, "propose": "1"})
    assert "Sent." in sent.text, sent.text
    assert "stay/animals" not in desk.shared.answerer.knowledge.topics

    published = await other.post("/drafts/1/decide")

    assert "Published." in published.text
    topic = desk.shared.answerer.knowledge.topics["stay/animals"]
    assert topic.sources[0].publisher == "Animal Quarantine Service"
    assert topic.pages["en"].title == "Bringing an animal"


async def test_pages_that_did_not_help_are_listed(desk: Everything, editor: Browser) -> None:
    async with desk.shared.database.transaction() as session:
        session.add_all(
            Rating(week=week_of(TODAY), topic=TOPIC, language="vi", revision="x", helpful=False)
            for _ in range(3)
        )
        session.add(
            Rating(
                week=week_of(TODAY - timedelta(days=200)),
                topic=TOPIC,
                language="ja",
                revision="x",
                helpful=False,
            )
        )

    page = await editor.get("/questions")

    assert "Who pays the trip home Tiếng Việt 0 3" in page.text
    assert "日本語 (やさしい) 0 1" not in page.text


async def test_teaching_changes_one_question_and_leaves_others(desk: Everything) -> None:
    answerer = desk.shared.answerer
    effect = await teaching.effect(answerer, "seat on the aeroplane, whose money", "en", TOPIC)
    assert effect is not None

    assert effect.after.outcome is Outcome.ANSWER
    assert effect.after.matches[0].topic == TOPIC
    silent = await teaching.effect(answerer, "zzz qqq", "en", None)
    assert silent is not None
    assert silent.after.outcome is not Outcome.ANSWER
    before = await answerer.answer("who pays my ticket home", Asker(language="en"))
    assert before.outcome is Outcome.ANSWER
    assert await teaching.effect(answerer, "a question", "en", "leave/nothing") is None


def test_groups_join_what_is_near_and_keep_the_rest_apart() -> None:
    vectors = np.array([[1, 0], [0.95, 0.3122], [0, 1], [0.99, 0.141]], np.float32)

    assert groups(["a", "b", "c", "d"], vectors) == [[0, 1, 3], [2]]
    assert groups([], None) == []


async def test_translator_sees_no_questions(translator: Browser) -> None:
    assert (await translator.get("/questions")).status == 403
