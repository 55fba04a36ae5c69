"""A small valid knowledge base to ask questions of, as files, and weights made by hand."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bot.answering.classifier import DENSE_WEIGHT
from bot.answering.decision import FIGURES, Decision, Logistic
from bot.answering.examples import digest
from bot.answering.features import BUCKETS
from bot.answering.understanding import Understanding
from bot.answering.weights import Network, Weights
from bot.knowledge.model import Knowledge
from bot.language import LatinTable, learn
from tests.knowledge import samples
from tests.knowledge.samples import TOPIC_YAML, page

WAGES = "work/unpaid-wages"
PENSION = "leave/pension"
JOBS_VN = "home/vn-jobs"
JOBS_PH = "home/ph-jobs"
JOBS = "home/{cc}-jobs"
CHANGE_SSW = "stay/change-employer-ssw"
CHANGE_INTERN = "stay/change-employer-intern"
EMERGENCY = "help/emergency"
TRAVEL = samples.TOPIC


@dataclass(frozen=True, slots=True)
class _Topic:
    titles: Mapping[str, str]
    questions: Mapping[str, tuple[str, ...]]
    countries: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    urgent: bool = False


_TOPICS = {
    WAGES: _Topic(
        titles={
            "en": "Your wages were not paid",
            "ja": "お金がはらわれない",
            "vi": "Không được trả lương",
        },
        questions={
            "en": (
                "my boss did not pay my salary",
                "company is two months late with wages",
                "they keep my last salary",
                "how do i get unpaid wages",
                "overtime was never paid",
                "no payday this month",
            ),
            "ja": (
                "給料がもらえません",
                "会社がお金を払ってくれない",
                "先月の給料がまだです",
                "最後の給料をもらっていない",
                "残業代が出ません",
                "給料日に振り込みがない",
            ),
            "vi": (
                "công ty không trả lương cho tôi",
                "sếp nợ lương hai tháng rồi",
                "họ giữ tháng lương cuối của tôi",
                "làm thêm giờ mà không có tiền",
                "đòi tiền lương chưa trả như thế nào",
                "tháng này chưa có lương",
            ),
        },
        related=(PENSION,),
    ),
    PENSION: _Topic(
        titles={
            "en": "Getting your pension money back",
            "ja": "年金のお金がもどる",
            "vi": "Nhận lại tiền lương hưu",
        },
        questions={
            "en": (
                "how do i get my pension money back",
                "nenkin refund after leaving japan",
                "lump sum withdrawal form",
                "when is the pension refund paid",
                "can i claim nenkin from home",
                "tax on the pension refund",
            ),
            "ja": (
                "年金を返してほしい",
                "脱退一時金はどうやってもらいますか",
                "国へ帰ったら年金はどうなりますか",
                "年金のお金をもらう紙はどこですか",
                "年金はいつ戻りますか",
                "一時金の税金",
            ),
            "vi": (
                "làm sao lấy lại tiền nenkin",
                "hoàn tiền lương hưu sau khi về nước",
                "đơn xin rút nenkin một lần",
                "bao giờ nhận được tiền nenkin",
                "về Việt Nam có xin nenkin được không",
                "thuế trên tiền nenkin",
            ),
        },
    ),
    JOBS_VN: _Topic(
        titles={
            "en": "Finding work in Viet Nam",
            "ja": "ベトナムで仕事をさがす",
            "vi": "Tìm việc ở Việt Nam",
        },
        questions={
            "en": (
                "where can i find a job after going home",
                "work for returnees back home",
                "job centre at home",
                "who helps me find work at home",
                "japanese companies hiring back home",
                "register for jobs after return",
            ),
            "ja": (
                "国で仕事をさがしたい",
                "帰ったらどこで働けますか",
                "国にある日本の会社で働きたい",
                "帰国後の就職",
                "国のハローワークはどこ",
                "帰ってからの仕事を紹介してほしい",
            ),
            "vi": (
                "về nước tìm việc ở đâu",
                "trung tâm giới thiệu việc làm",
                "về rồi làm việc gì",
                "công ty Nhật tuyển người ở quê",
                "đăng ký tìm việc sau khi về",
                "ai giúp tôi xin việc",
            ),
        },
        countries=("VN",),
    ),
    JOBS_PH: _Topic(
        titles={"en": "Finding work in the Philippines", "ja": "フィリピンで仕事をさがす"},
        questions={
            "en": (
                "how to find work when i am back",
                "jobs for returning workers",
                "who hires returned workers",
                "livelihood and job help for returnees",
                "job fair for those who came home",
                "find work after i go home for good",
            ),
            "ja": (
                "フィリピンの仕事を知りたい",
                "フィリピンへ帰ってから働きたい",
                "フィリピンの就職",
                "フィリピンのどこで仕事をさがしますか",
                "フィリピンの日本の会社",
                "フィリピンの求人",
            ),
        },
        countries=("PH",),
    ),
    CHANGE_SSW: _Topic(
        titles={"en": "Changing your company", "ja": "会社をかえる"},
        questions={
            "en": (
                "i want to change my company",
                "can i move to another employer",
                "new employer in the same field",
                "quit and join a different company",
                "how to transfer to another company",
                "rules for changing jobs",
            ),
            "ja": (
                "会社を変えたいです",
                "転職できますか",
                "別の会社で働きたい",
                "会社をやめて新しい会社に入りたい",
                "同じ分野の別の会社",
                "転職の手続き",
            ),
        },
        statuses=("ssw1",),
    ),
    CHANGE_INTERN: _Topic(
        titles={"en": "Moving to another place as an intern", "ja": "実習生が会社をかわる"},
        questions={
            "en": (
                "trainee wants another workplace",
                "can an intern leave the company",
                "jisshusei change of company",
                "intern transfer because of violence",
                "kumiai finds me another place",
                "move as technical intern",
            ),
            "ja": (
                "実習の会社をかわれますか",
                "実習生の転籍",
                "実習先を変えたい",
                "組合に別の会社を探してほしい",
                "実習生は会社をやめられますか",
                "実習をほかの場所で続けたい",
            ),
        },
        statuses=("technical-intern",),
    ),
    EMERGENCY: _Topic(
        titles={"en": "In danger now", "ja": "いま危ないとき"},
        questions={
            "en": (
                "what is the number of the police",
                "how do i call an ambulance",
                "emergency numbers in japan",
                "whom to call in danger",
                "fire brigade number",
                "emergency call without voice",
            ),
            "ja": (
                "警察の番号は何番ですか",
                "救急車の呼び方",
                "緊急の電話番号",
                "火事のときの電話",
                "危ないときはどこに電話しますか",
                "声を出さずに通報したい",
            ),
        },
        urgent=True,
    ),
}

KINDS_YAML = """\
- {id: threats, level: serious, topics: [help/emergency], contacts: [hotline]}
- {id: medical, level: now, topics: [help/emergency], contacts: [hotline]}
"""
DANGER_EN_YAML = """\
medical:
  - "(bleeding|unconscious)"
threats:
  - "(threat-|kill) * me"
not_danger:
  - "kill time"
"""
DANGER_VI_YAML = """\
threats:
  - "giết tôi"
"""
SPEECH_EN_YAML = """\
latin: ["they told me that i must sign this paper", "i am working here since three years"]
greetings: ["hello", "good morning!"]
thanks: ["thank you", "thanks a lot"]
out_of_scope: ["who won the football match", "what is the weather tomorrow", "tell me a joke"]
"""
SPEECH_VI_YAML = """\
greetings: ["xin chào"]
thanks: ["cảm ơn"]
"""
GLOSSARY_YAML = """\
- term: 特定技能1号
  reading: とくていぎのういちごう
  forms: ["tokutei ginou 1", "SSW(i)", "SSW (i)"]
  status: ssw1
- term: 技能実習
  reading: ぎのうじっしゅう
  forms: ["ginou jisshu", "jisshusei"]
  status: technical-intern
- {term: 年金, reading: ねんきん, forms: ["nenkin", "เน็งกิ้ง"]}
- {term: 再入国許可, reading: さいにゅうこくきょか, forms: ["re-entry permit"]}
"""


def tree() -> dict[str, bytes]:
    """Return the files: the sample topic of ``tests.knowledge``, and those above."""
    pages = [
        page(
            language,
            topic=topic,
            title=title,
            questions=entry.questions[language],
            of=samples.revision_of(entry.titles["en"], samples.BODIES["en"]),
        )
        for topic, entry in _TOPICS.items()
        for language, title in entry.titles.items()
    ]
    files = {f"{topic}/topic.yaml": _topic_yaml(entry) for topic, entry in _TOPICS.items()}
    files |= {
        "danger/kinds.yaml": KINDS_YAML,
        "danger/en.yaml": DANGER_EN_YAML,
        "danger/vi.yaml": DANGER_VI_YAML,
        "speech/en.yaml": SPEECH_EN_YAML,
        "speech/vi.yaml": SPEECH_VI_YAML,
        "glossary.yaml": GLOSSARY_YAML,
    }
    return samples.tree(*pages, files=files)


def knowledge() -> Knowledge:
    return samples.knowledge(tree())


def weights_for(
    base: Knowledge, probabilities: Mapping[str, float], *, model: str = "", dimensions: int = 0
) -> Weights:
    """Return weights that give every text the same probabilities by family, whatever it says.

    They add up to 1; a family with none is not known to the weights.
    """
    families = tuple(probabilities)
    logs = np.array([math.log(value) for value in probabilities.values()], np.float32)
    sparse = np.zeros((len(families), BUCKETS + 1), np.float32)
    network = Network(
        np.zeros((1, dimensions + 1), np.float32), np.zeros((len(families), 2), np.float32)
    )
    network.output[:, -1] = logs / DENSE_WEIGHT  # so that both together give the probabilities
    if not dimensions:
        sparse[:, -1] = logs
    return Weights(
        digest(base),
        model,
        families,
        network if dimensions else None,
        sparse,
        np.ones(BUCKETS, np.float32),
        latin_table(),
    )


def latin_table() -> LatinTable:
    """Return a table learned from sentences in three languages."""
    return learn(
        {
            "en": (
                *_TOPICS[WAGES].questions["en"],
                *_TOPICS[PENSION].questions["en"],
                *_TOPICS[CHANGE_SSW].questions["en"],
                "please help me with this letter from the office",
            ),
            "vi": (*_TOPICS[WAGES].questions["vi"], *_TOPICS[PENSION].questions["vi"]),
            "fil": (
                "hindi pa ako binayaran ng kompanya ko",
                "gusto ko nang umuwi sa pilipinas",
                "paano ako makakahanap ng trabaho pag-uwi ko",
                "saan ako pwedeng humingi ng tulong",
            ),
        }
    )


def decision(*, answer_from: float = 0.6, suggest_from: float = 0.2) -> Decision:
    """Return a decision that rests on the first family's probability p alone, with limits for p."""
    weights = tuple(1.0 if name == "top" else 0.0 for name in FIGURES)
    by_first = Logistic(weights, 0.0)
    return Decision(by_first, by_first, *(p / (1 + p) for p in (answer_from, suggest_from)))


def understanding(base: Knowledge, probabilities: Mapping[str, float]) -> Understanding:
    """Return an understanding to which every question looks like *probabilities*."""
    return Understanding(base, weights_for(base, probabilities), {"": decision()})


def _topic_yaml(entry: _Topic) -> str:
    return (
        TOPIC_YAML.replace("countries: []", f"countries: [{', '.join(entry.countries)}]")
        .replace("statuses: []", f"statuses: [{', '.join(entry.statuses)}]")
        .replace("related: []", f"related: [{', '.join(entry.related)}]")
        .replace("urgent: false", f"urgent: {str(entry.urgent).lower()}")
    )


def questions_of(topic: str) -> tuple[str, ...]:
    """Return the questions on the pages of a topic, in all its languages."""
    return tuple(text for texts in _TOPICS[topic].questions.values() for text in texts)
