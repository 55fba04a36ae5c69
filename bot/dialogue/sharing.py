"""A page as it is sent into somebody else's chat: short, with its source and a link to the bot."""

from dataclasses import dataclass

from bot.dialogue import pages
from bot.dialogue.links import topic_link
from bot.dialogue.reply import Button, Reply, plain
from bot.dialogue.scene import Scene
from bot.knowledge.model import Page, Topic


@dataclass(frozen=True, slots=True)
class Shared:
    """One page to choose: its title, the beginning of the answer, and what is sent."""

    title: str
    summary: str
    reply: Reply


def share(scene: Scene, topic: Topic, page: Page) -> Shared:
    """Return a page for another chat; no button but the link: nothing there is remembered."""
    reply = pages.short_answer(scene, topic, page)
    link = topic_link(scene.bot_url or "", page.language, topic.id)
    button = Button("📖 " + scene.t.gettext("Read more"), url=link)
    return Shared(page.title, plain(reply.blocks[1:2])[:200], Reply(reply.blocks, ((button,),)))
