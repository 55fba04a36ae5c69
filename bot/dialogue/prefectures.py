"""The prefectures of Japan: their names, and the question for one."""

from collections.abc import Sequence
from typing import Final

from bot.dialogue.forms import Choice, Said
from bot.dialogue.scene import Scene

#: The parts of Japan with their prefectures, in the order of the official codes (JIS X 0401).
_REGIONS: Final = {
    "r0": "hokkaido aomori iwate miyagi akita yamagata fukushima",
    "r1": "ibaraki tochigi gunma saitama chiba tokyo kanagawa",
    "r2": "niigata toyama ishikawa fukui yamanashi nagano gifu shizuoka aichi",
    "r3": "mie shiga kyoto osaka hyogo nara wakayama",
    "r4": "tottori shimane okayama hiroshima yamaguchi tokushima kagawa ehime kochi",
    "r5": "fukuoka saga nagasaki kumamoto oita miyazaki kagoshima okinawa",
}


def name(scene: Scene, key: str) -> str:
    """Return a prefecture's name: in kanji as well, as it stands on papers."""
    fact = scene.knowledge.facts.get("minimum_wage")
    labels = fact.labels.get(key, {}) if fact is not None else {}
    own, japanese = labels.get("en", key.capitalize()), labels.get("ja", "")
    if scene.language in {"ja", "zh_Hans"}:
        return japanese or own
    return f"{own} {japanese}".strip()


def regions(scene: Scene, _: tuple[str, ...]) -> Sequence[Choice]:
    """Return the parts of Japan to choose from."""
    return [_choice(region, _ends(scene, keys.split())) for region, keys in _REGIONS.items()]


def said(scene: Scene) -> Said | None:
    """Return the prefecture that the worker said before, as the answer to both questions."""
    kept = scene.said.prefecture
    region = next((name for name, keys in _REGIONS.items() if kept in keys.split()), None)
    if kept is None or region is None:
        return None
    return Said(name(scene, kept), f"{region},{kept}")


def _ends(scene: Scene, keys: Sequence[str]) -> str:
    return f"{name(scene, keys[0])} … {name(scene, keys[-1])}"


def of_region(scene: Scene, answers: tuple[str, ...]) -> Sequence[Choice]:
    """Return the prefectures of the part that was chosen first."""
    keys = _REGIONS.get(answers[0], "tokyo").split()
    return [_choice(key, name(scene, key)) for key in keys]


def _choice(value: str, label: str) -> Choice:
    return Choice(value, lambda _: label)
