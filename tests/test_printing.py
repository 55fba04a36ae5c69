"""PDF in all thirteen scripts, and what is said where fonts or libraries are missing."""

import re
import sys
import zlib

import pytest

from bot import printing
from bot.languages import LANGUAGES
from bot.printing import PrintingError, font_stack, lang_attribute, missing_packages, pdf

#: A line in each language, with stacked letters, marks before their letter, and no spaces.
LINES = {
    "en": "Your pension refund after leaving Japan",
    "ja": "日本を出たあとの脱退一時金（だったいいちじきん）",
    "vi": "Hoàn trả nenkin sau khi rời Nhật Bản: đừng để mất quyền lợi",
    "id": "Pengembalian uang pensiun setelah meninggalkan Jepang",
    "fil": "Pagbalik ng pensiyon pagkaalis ng Japan",
    "my": "ဂျပန်နိုင်ငံမှ ထွက်ခွာပြီးနောက် ပင်စင်ကြေး ပြန်လည်ထုတ်ယူခြင်း",
    "ne": "जापान छोडेपछि पेन्सन फिर्ता कसरी पाउने, प्रक्रिया र शर्त",
    "km": "ការទទួលប្រាក់សោធនវិញក្រោយចាកចេញពីប្រទេសជប៉ុន ស្ត្រី",
    "th": "การขอเงินบำนาญคืนหลังออกจากประเทศญี่ปุ่น น้ำ",
    "zh_Hans": "离开日本后领取年金一次性返还金",
    "mn": "Японоос явсны дараа тэтгэврийн шимтгэлээ буцааж авах өөрчлөлт",
    "bn": "জাপান ছাড়ার পর পেনশন ফেরত পাওয়ার নিয়ম ও শর্ত",
    "si": "ජපානයෙන් පිටවීමෙන් පසු විශ්‍රාම වැටුප් ආපසු ලබා ගැනීම",
}

needs_fonts = pytest.mark.skipif(
    sys.platform != "linux" or bool(missing_packages(list(LANGUAGES))),
    reason="the fonts are not installed",
)


def document(language: str, body: str) -> str:
    return (
        f'<html lang="{lang_attribute(language)}"><style>@page {{ size: A4 }} '
        f"body {{ font-family: {font_stack(language)} }}</style><body>{body}</body></html>"
    )


def streams_of(written: bytes) -> bytes:
    """Return a PDF with its compressed objects readable."""
    streams = re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", written, re.DOTALL)
    parts = [written]
    for stream in streams:
        try:
            parts.append(zlib.decompress(stream[1]))
        except zlib.error:
            continue
    return b"\n".join(parts)


def fonts_in(written: bytes) -> set[str]:
    """Return the names of the fonts in a PDF."""
    names = re.findall(rb"/BaseFont\s*/([A-Za-z0-9+\-]+)", streams_of(written))
    return {name.decode().split("+")[-1] for name in names}


@needs_fonts
@pytest.mark.parametrize("language", list(LANGUAGES))
def test_each_script_is_drawn_with_its_own_font_and_no_other(language: str) -> None:
    written = pdf(document(language, LINES[language]), [language])

    family = printing._FONTS[language][0].replace(" ", "-")
    assert written.startswith(b"%PDF-")
    assert {name for name in fonts_in(written) if not name.startswith("Noto-Sans")} == set()
    assert any(name.startswith(family) for name in fonts_in(written))


@needs_fonts
def test_one_document_may_hold_every_language() -> None:
    lines = "".join(
        f'<p lang={lang_attribute(code)} style="font-family: {font_stack(code)}">{line}</p>'
        for code, line in LINES.items()
    )

    written = pdf(document("en", lines), list(LANGUAGES))

    assert {printing._FONTS[code][0].replace(" ", "-") for code in LANGUAGES} <= fonts_in(written)


@needs_fonts
def test_nothing_is_loaded_from_elsewhere(tmp_path) -> None:
    picture = tmp_path / "secret.svg"
    picture.write_text("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>")
    plain = pdf(document("en", "<p>text</p>"), ["en"])

    body = f"<p>text</p><img src='{picture.as_uri()}'><img src='https://example.org/a.png'>"
    written = pdf(document("en", body), ["en"])

    assert len(written) < len(plain) + 200


def test_every_language_has_a_font() -> None:
    assert set(printing._FONTS) == set(LANGUAGES)


def test_missing_fonts_are_named_with_their_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "_installed", lambda: frozenset({"Noto Sans CJK JP"}))

    assert missing_packages(["ja"]) == ["fonts-noto-core"]
    with pytest.raises(PrintingError) as raised:
        pdf("<p>x</p>", ["my", "ja"])
    assert str(raised.value) == (
        "Fonts to print မြန်မာ, やさしい日本語 are missing. "
        "Install them: apt-get install fonts-noto-core"
    )


def test_missing_libraries_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    everything = frozenset(family for family, _ in printing._FONTS.values())
    monkeypatch.setattr(printing, "_installed", lambda: everything)
    monkeypatch.setitem(sys.modules, "weasyprint", None)

    def missing() -> None:
        raise OSError("cannot load library 'libpango-1.0-0'")

    class Finder:
        def find_spec(self, name, *_):
            if name == "weasyprint":
                missing()

    monkeypatch.delitem(sys.modules, "weasyprint")
    monkeypatch.setattr(sys, "meta_path", [Finder(), *sys.meta_path])
    with pytest.raises(PrintingError) as raised:
        pdf("<p>x</p>", ["en"])

    assert str(raised.value) == (
        "The libraries that draw text are missing. Install them: apt-get install "
        "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    )


def test_without_fontconfig_everything_to_install_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(PrintingError) as raised:
        missing_packages(["en"])

    assert str(raised.value) == (
        "Fontconfig is missing. Install it and the fonts: apt-get install fontconfig "
        "fonts-noto-core fonts-noto-cjk libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    )
