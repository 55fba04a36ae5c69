"""What a poster says: the words of one topic in one language, and how to open it."""

from dataclasses import dataclass

from bot.dialogue.links import topic_link
from bot.dialogue.scene import Scene, area_title
from bot.knowledge import markdown
from bot.knowledge.facts import show


@dataclass(frozen=True, slots=True)
class Poster:
    """The texts of a poster; ``language`` is that of all of them but ``japanese``.

    ``japanese`` is the title for those who hang it up. ``link`` stands in the QR code.
    """

    language: str
    heading: str
    title: str
    summary: str
    scan: str
    about: str
    bot_name: str
    japanese: str
    link: str


def poster(scene: Scene, topic_id: str) -> Poster | None:
    """Return the poster of a topic in the scene's language; ``None`` without such a page."""
    topic = scene.knowledge.topic(topic_id)
    page = topic.pages.get(scene.language) if topic is not None else None
    if topic is None or page is None or scene.bot_url is None:
        return None
    t = scene.t
    spans = markdown.parse_body(page.body).short
    summary = "".join(
        show(span.fact, on=scene.today, t=t, facts=scene.knowledge.facts)
        if span.fact
        else span.text
        for span in spans
    )
    japanese = topic.pages.get("ja")
    return Poster(
        language=page.language,
        heading=area_title(t, topic.area),
        title=page.title,
        summary=summary,
        scan=t.gettext("Scan this with your phone: the bot opens in your language."),
        about=t.gettext("Free of charge. It keeps no name. You can ask your own questions too."),
        bot_name="@" + scene.bot_url.rpartition("/")[2],
        japanese=japanese.title if japanese is not None and page.language != "ja" else "",
        link=topic_link(scene.bot_url, page.language, topic.id),
    )
