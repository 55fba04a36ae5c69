"""Which language a message is in: by script, by letters, by what was chosen, and when unsure."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import Guess, LanguageIdentifier, LatinTable, learn
from bot.languages import LANGUAGES

SENTENCES = {
    "en": (
        "my boss did not pay my salary",
        "when can i get back the money",
        "i want to go back to my country",
        "they told me that i must sign this paper",
        "where is the office and who can help me",
        "the company is keeping my passport",
    ),
    "vi": (
        "sếp không trả lương cho tôi",
        "bao giờ tôi lấy lại được tiền",
        "tôi muốn về nước",
        "họ bảo tôi phải ký giấy này",
        "văn phòng ở đâu và ai giúp được tôi",
        "công ty giữ hộ chiếu của tôi",
    ),
    "id": (
        "bos saya tidak membayar gaji saya",
        "kapan saya bisa mendapatkan uangnya kembali",
        "saya mau pulang ke negara saya",
        "mereka bilang saya harus tanda tangan surat ini",
        "kantornya di mana dan siapa yang bisa bantu",
        "perusahaan menahan paspor saya",
    ),
    "fil": (
        "hindi ako binayaran ng amo ko",
        "kailan ko makukuha ulit ang pera ko",
        "gusto ko nang umuwi sa amin",
        "sabi nila kailangan kong pirmahan ang papel na ito",
        "nasaan ang opisina at sino ang tutulong sa akin",
        "hawak ng kompanya ang pasaporte ko",
    ),
    "ne": (
        "mero malik le talab diyena",
        "mero paisa kahile paincha",
        "ma ghar farkina chahanchu",
        "yo kagaj ma sahi garna parcha bhane",
        "office kaha cha ra kasle maddat garcha",
        "company le mero passport rakheko cha",
        "देश फर्कन चाहन्छु",
    ),
}
IDENTIFIER = LanguageIdentifier(learn(SENTENCES))
EMPTY = LanguageIdentifier(LatinTable((), np.zeros((0, 1 << 15), np.float32)))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("လစာမရဘူး", "my"),
        ("មិនទាន់បានប្រាក់ខែ", "km"),
        ("වැටුප ලැබුණේ නැහැ", "si"),
        ("বেতন পাইনি", "bn"),
        ("ยังไม่ได้เงินเดือน", "th"),
        ("मेरो तलब आएको छैन, के गर्ने होला?", "ne"),
        ("Цалингаа аваагүй байна, яах вэ?", "mn"),
        ("給料をもらっていません", "ja"),
        ("きゅうりょうがありません", "ja"),
        ("ﾀﾝﾄｳｼｬ", "ja"),
        ("我没有拿到工资，应该怎么办", "zh_Hans"),
    ],
)
def test_a_script_tells_its_language(text: str, language: str) -> None:
    assert IDENTIFIER.identify(text) == Guess(language, sure=True)
    assert IDENTIFIER.identify(text, "en") == Guess(language, sure=True)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("SSW visa အကြောင်း please tell me", "my"),
        ("tokutei ginou คืออะไร residence card", "th"),
        ("在留カード zairyu card?", "ja"),
        ("SSW(i) の test はいつ", "ja"),
        ("年金 nenkin বেতন", "bn"),
        ("my zairyu card 在留 is lost, what should i do now please", "en"),
        ("paano po makukuha ang 年金 ko pag umuwi na ako sa amin", "fil"),
        ("the word is ไ and nothing else in this long sentence", "en"),
    ],
)
def test_scripts_are_mixed_in_chat(text: str, language: str) -> None:
    assert IDENTIFIER.identify(text).language == language


@pytest.mark.parametrize(
    ("text", "chosen", "guess"),
    [
        ("给我工资", None, Guess("zh_Hans", sure=True)),
        ("労働条件", None, Guess("ja", sure=True)),
        ("病院", None, Guess("ja", sure=False)),
        ("病院", "zh_Hans", Guess("zh_Hans", sure=False)),
        ("病院", "vi", Guess("vi", sure=False)),
    ],
)
def test_han_alone_is_told_by_characters_that_one_of_two_writes(
    text: str, chosen: str | None, guess: Guess
) -> None:
    assert IDENTIFIER.identify(text, chosen) == guess


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("मुझे मेरा वेतन नहीं मिला है, मैं क्या करूँ और कहाँ जाऊँ?", "ne"),
        ("Мне не заплатили зарплату, что мне теперь делать?", "mn"),
    ],
)
def test_neighbours_that_we_do_not_speak_are_not_sure(text: str, language: str) -> None:
    assert IDENTIFIER.identify(text) == Guess(language, sure=False)


def test_mongolian_letters_are_mongolian_however_short() -> None:
    assert IDENTIFIER.identify("өгөх үү") == Guess("mn", sure=True)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("my company did not pay the salary of this month", "en"),
        ("công ty chưa trả lương tháng này", "vi"),
        ("cong ty khong tra luong cho toi thang nay", "vi"),
        ("gaji saya belum dibayar sama perusahaan", "id"),
        ("hindi pa ako binabayaran ng kompanya", "fil"),
        ("malik le mero talab diyeko chaina", "ne"),
        ("WHERE IS MY MONEY, WHEN CAN I GET IT", "en"),
        ("Ｗｈｅｒｅ ｉｓ ｔｈｅ ｏｆｆｉｃｅ", "en"),
    ],
)
def test_latin_letters_are_weighed(text: str, language: str) -> None:
    guess = IDENTIFIER.identify(text)

    assert guess.language == language


@pytest.mark.parametrize("text", ["đi đâu", "lương", "ở", "tiền về"])
def test_vietnamese_letters_are_vietnamese_however_short(text: str) -> None:
    assert IDENTIFIER.identify(text, "en") == Guess("vi", sure=True)


@pytest.mark.parametrize("chosen", LANGUAGES)
@pytest.mark.parametrize("text", ["ok", "visa?", "SSW", "123", "", "👍", "ไ", "...", "\0"])
def test_what_says_little_is_in_the_chosen_language(text: str, chosen: str) -> None:
    assert IDENTIFIER.identify(text, chosen) == Guess(chosen, sure=False)


@pytest.mark.parametrize("text", ["a" * 5_000, "haha" * 200, "lol " * 200])
def test_letters_that_come_again_and_again_say_no_more(text: str) -> None:
    assert IDENTIFIER.identify(text, "vi") == Guess("vi", sure=False)


@pytest.mark.parametrize("text", ["", "123", "👍", "...", "\ud800"])
def test_what_says_nothing_is_in_english_where_none_was_chosen(text: str) -> None:
    assert IDENTIFIER.identify(text) == Guess("en", sure=False)


@pytest.mark.parametrize("chosen", ["fil", "ne", "id", "vi", "my"])
def test_the_chosen_language_tips_the_scales(chosen: str) -> None:
    """Letters that no language of ours writes often enough."""
    assert IDENTIFIER.identify("qqx zzwq xxwz", chosen) == Guess(chosen, sure=False)


def test_a_clear_sentence_wins_over_the_chosen_language() -> None:
    text = "bos saya tidak membayar gaji saya bulan ini"

    assert IDENTIFIER.identify(text, "vi") == Guess("id", sure=True)


def test_nothing_learned_leaves_the_chosen_language_or_english() -> None:
    assert EMPTY.identify("where is my money", "fil") == Guess("fil", sure=False)
    assert EMPTY.identify("where is my money") == Guess("en", sure=False)
    assert EMPTY.identify("tiền đâu") == Guess("vi", sure=True)


def test_only_latin_sentences_are_learned() -> None:
    table = learn({"ne": ("देश फर्कन चाहन्छु",), "en": ("hello", "год")})

    assert table.languages == ("en",)
    assert table.log.shape[0] == 1


def test_the_table_does_not_depend_on_the_order_of_sentences() -> None:
    other = {language: tuple(reversed(texts)) for language, texts in SENTENCES.items()}

    np.testing.assert_array_equal(learn(other).log, learn(SENTENCES).log)


CHOSEN = st.sampled_from([None, *LANGUAGES])
LETTERS = st.text(
    alphabet="abcđơ ကခ ខគ කබ কখ กข कख дөү 給料 われ サ 资 '.?!\u200b\u0301\u09bc", max_size=60
)


@given(
    st.one_of(st.text(alphabet=st.characters(exclude_categories=()), max_size=80), LETTERS), CHOSEN
)
def test_any_text_gives_one_of_our_languages(text: str, chosen: str | None) -> None:
    guess = IDENTIFIER.identify(text, chosen)

    assert guess.language in LANGUAGES
    assert guess == IDENTIFIER.identify(text, chosen)
