"""Times of a knowledge base of 1,800 pages: ``python -m tests.bench.bench_knowledge``.

Bars (DESIGN.md): loading with a warm verdict under 2 s, a poll a few milliseconds.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from bot.knowledge.checking import examine
from bot.knowledge.files import read_tree
from bot.knowledge.model import Page
from bot.knowledge.parsing import dump_page, parse, revision_of
from bot.knowledge.store import KnowledgeStore
from bot.knowledge.translation import Translation, TranslationStatus
from tests.knowledge.samples import FACTS_YAML, TODAY, TOPIC_YAML

_Result = TypeVar("_Result")
TOPICS: Final = 139
SENTENCES: Final = {
    "en": "Ask the company for your papers before you leave, and keep a copy of each of them.",
    "ja": "会社(かいしゃ)をやめる前(まえ)に、書類(しょるい)をもらって、コピーをとってください。",
    "vi": "Hãy xin công ty giấy tờ của bạn trước khi về nước và giữ lại một bản sao của mỗi tờ.",
    "id": "Mintalah surat Anda kepada perusahaan sebelum pulang dan "
    "simpanlah salinan setiap surat.",
    "fil": "Hingin mo sa kompanya ang mga papeles mo bago ka umuwi at "
    "magtago ng kopya ng bawat isa.",
    "my": "ပြန်မသွားခင် ကုမ္ပဏီဆီက စာရွက်စာတမ်းတွေကို တောင်းပြီး မိတ္တူတစ်စောင်စီ သိမ်းထားပါ။",
    "ne": "घर फर्कनुअघि कम्पनीसँग आफ्ना कागजात माग्नुहोस् र प्रत्येकको प्रतिलिपि राख्नुहोस्।",
    "km": "សូមសុំឯកសាររបស់អ្នកពីក្រុមហ៊ុនមុនពេលវិលត្រឡប់ ហើយរក្សាទុកច្បាប់ចម្លងនៃឯកសារនីមួយៗ។",
    "th": "ขอเอกสารของคุณจากบริษัทก่อนกลับบ้าน และเก็บสำเนาของเอกสารแต่ละฉบับไว้",
    "zh_Hans": "回国之前请向公司要回你的文件，并且每份文件都要保留一份复印件。",
    "mn": "Нутаг буцахаасаа өмнө компаниасаа бичиг баримтаа авч, тус бүрийн хуулбарыг хадгална уу.",
    "bn": "দেশে ফেরার আগে কোম্পানির কাছ থেকে আপনার কাগজপত্র চেয়ে নিন এবং প্রতিটির কপি রাখুন।",
    "si": "ගෙදර යන්න කලින් සමාගමෙන් ඔබේ ලියකියවිලි ඉල්ලා එක එකක පිටපතක් තබාගන්න.",
}


def big_tree(topics: int = TOPICS) -> dict[str, bytes]:
    """Return a clean tree with this many topics in all languages."""
    tree = {"facts.yaml": FACTS_YAML.encode()}
    for number in range(topics):
        topic = f"leave/topic-{number}"
        tree[f"{topic}/topic.yaml"] = TOPIC_YAML.encode()
        title = f"{_letters(number)} papers before you leave"
        body = _body("en")
        for language in SENTENCES:
            own_title = title if language == "en" else SENTENCES[language][:20].strip()
            own_body = body if language == "en" else _body(language)
            made = Translation(
                revision_of(title, body), TranslationStatus.DRAFT, "Kaerimichi", TODAY
            )
            questions = tuple(
                f"{language.casefold().replace('_', '')} {_letters(number)} "
                f"{_letters(index)} papers?"
                for index in range(16)
            )
            tree[f"{topic}/{language}.md"] = dump_page(
                Page(
                    topic=topic,
                    language=language,
                    title=own_title,
                    questions=questions,
                    body=own_body,
                    revision="",
                    translation=None if language == "en" else made,
                )
            )
    return tree


def write(tree: dict[str, bytes], root: Path) -> None:
    for path, content in tree.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        root, cache = Path(folder) / "knowledge", Path(folder) / "cache"
        write(big_tree(), root)
        tree = _timed("read the files", lambda: read_tree(root))
        knowledge, problems = _timed("parse", lambda: parse(tree))
        assert knowledge is not None, problems[:3]
        _, problems = _timed("parse and check, cold", lambda: examine(tree, today=TODAY))
        assert not problems, problems[:3]
        _timed("parse and check again", lambda: examine(tree, today=TODAY))
        store = KnowledgeStore(root, cache, lambda: TODAY)
        _timed("store: load, no verdict yet", store.load)
        store = KnowledgeStore(root, cache, lambda: TODAY)
        _timed("store: load, warm verdict", store.load)
        _timed("store: poll, nothing changed", store.reload_if_changed)
        page = root / "leave/topic-7/vi.md"
        page.write_bytes(page.read_bytes().replace("một bản sao".encode(), "bản sao".encode()))
        assert _timed("store: one page changed", store.reload_if_changed)


def _timed(name: str, function: Callable[[], _Result]) -> _Result:
    start = time.perf_counter()
    result = function()
    sys.stdout.write(f"{name:32} {(time.perf_counter() - start) * 1000:8.1f} ms\n")
    return result


def _body(language: str) -> str:
    sentence = SENTENCES[language]
    long = " ".join([sentence] * 3)
    return (
        f"{sentence}\n\n## Steps\n1. {long}\n2. {sentence} {{{{ travel_fee }}}}\n3. {sentence}\n\n"
        f"## Good to know\n- {long}\n- {sentence}\n\n## Beware\n- {sentence} **{sentence}**\n\n"
        "## Contacts\n- {{ hotline }}"
    )


def _letters(number: int) -> str:
    """Return a number as letters, since digits in a text are figures."""
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


if __name__ == "__main__":
    main()
