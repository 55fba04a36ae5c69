"""Where facts are used: in texts, days and lists of the content, and by name in the program."""

import ast
from dataclasses import replace

from bot.knowledge.files import read_tree
from bot.knowledge.parsing import parse
from bot.knowledge.uses import CALCULATORS, PEOPLE_TO_ASK, Use, Where, uses
from bot.knowledge.ways import Anchor, Moment, Step, StepWords, Ways, Words
from bot.resources import packaged
from tests.knowledge.samples import TOPIC, knowledge
from tests.test_catalogues import CODE


def test_every_place_is_named_once() -> None:
    words = Words({}, {"go": StepWords("Go", "{{ travel_fee }}", "", late="{{ travel_fee }}")}, "")
    step = Step("go", (), due=Moment(Anchor.LEAVE, fact="travel_fee"))
    content = replace(knowledge(), ways=Ways({"go": step}, (), {"vi": words}))

    found = uses(content)

    assert found["travel_fee"] == [
        *(Use(Where.PAGE, TOPIC, code) for code in ("en", "ja", "vi")),
        Use(Where.STEP, "go", "vi"),
        Use(Where.STEP_DAY, "go"),
    ]
    assert Use(Where.ASKED, "travel_fee") in found["hotline"]


def test_program_names_no_other_fact_than_is_listed() -> None:
    content, _ = parse(read_tree(packaged("knowledge")))
    assert content is not None
    named = {
        node.value
        for path in CODE.rglob("*.py")
        if path.name != "uses.py"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and node.value in content.facts
    }

    weeks = {f"leave_days_week{days}" for days in range(1, 6)}  # put together from a number

    assert named | weeks == CALCULATORS | PEOPLE_TO_ASK
    assert content.facts.keys() >= CALCULATORS | PEOPLE_TO_ASK
