"""Product categories: what to ask about a kind of goods and how its text is built; one TOML in `product_templates/`.

A title pattern is a list of pieces: the first says what it is, the last how much; a piece whose answers are
missing is left out, and when the title is too long the middle goes first. A block is a list of sentences, each
left out when its answers are missing; a block with no sentence left disappears, heading and all.
"""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from msgspec.structs import replace

from ..catalogue import Part, Record, Words, read, read_table
from ..errors import OnboardingError

FOLDER = Path(__file__).parent.parent.parent / "product_templates"
COMMON = Path(__file__).parent / "common.toml"

Kind = Literal["text", "long", "number", "choice", "choices", "yes_no"]


class Question(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One question. `unit` follows a number; `choices` are the answers themselves, in Vietnamese, with a gloss.

    `proper`: a name of a place, person or breed, whose capitals stay. `required`: without it the text says too
    little (unsaid: as the common question of that name). `required_for`: channels that refuse without it.
    `stops`: nothing is exported without it. `on_label`: it stands on the goods' own label, and is asked with the
    others there. Label and help may come from the common questions.

    `shape`: what an answer has to be to fit its sentence (shapes.py). `yes`, `no`: what a bare "có" or "không" says
    there; "": nothing. `after`: words the sentence already has, taken off the answer's start.
    """

    code: str
    label: Words | None = None
    help: Words | None = None
    kind: Kind = "text"
    unit: str = ""
    choices: tuple[Words, ...] = ()
    proper: bool = False
    required: bool | None = None
    required_for: tuple[str, ...] = ()
    stops: bool = False
    on_label: bool = False
    shape: str = ""
    yes: str = ""
    no: str = ""
    after: tuple[str, ...] = ()


class Block(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A paragraph, or with `rows` a list, one line each. `keep`: the lowest go first when space is short.

    `spoken` are the same things as the vendor would say them, for a post or a sheet of paper.
    """

    code: str
    lines: tuple[str, ...] = ()
    spoken: tuple[str, ...] = ()
    heading: str = ""
    rows: bool = False
    keep: int = 5


class Sample(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A believable product of an invented seller: a FACTS.json without its category."""

    answers: Mapping[str, Any]
    price: int
    unit: str
    own_words: str = ""
    photos: tuple[str, ...] = ()
    proofs: tuple[Mapping[str, str], ...] = ()
    contact: Mapping[str, str] = {}


class Category(Record, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One kind of goods. `noun` stands in a title when nothing else is known; `profile` names the rules that bind it.
    `fresh` among them: raw or only dried and husked, so spared the duties of packed food.

    `unfit` are channels, or kinds of channels, that do not take such goods. `search`: words buyers look for that are
    true of all such goods; a title with space to spare takes one.
    """

    name: Words
    noun: str
    group: str
    kind: Literal["goods", "service"] = "goods"
    profile: tuple[str, ...] = ()
    units: tuple[str, ...]
    hashtags: tuple[str, ...]
    search: tuple[str, ...] = ()
    titles: tuple[tuple[str, ...], ...]
    questions: tuple[Question, ...]
    blocks: tuple[Block, ...]
    photos: tuple[Words, ...]
    without: tuple[str, ...] = ()
    unfit: tuple[str, ...] = ()
    sample: Sample

    @property
    def asked(self) -> tuple[Question, ...]:
        """Its own questions, then those asked about everything, each with its label and help."""
        return _asked(self.code, self.kind, self.questions, self.without)

    @property
    def written(self) -> tuple[Block, ...]:
        """Its own blocks, those it names from the common stock, then the ones every listing ends with."""
        stock = {block.code: block for block in common().stock}
        return (*(block if block.lines else stock.get(block.code, block) for block in self.blocks), *common().blocks)


class Paper(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A kind of paper. `dated`: it counts only with a last day. `told`: a listing's text names it."""

    words: Words
    dated: bool = False
    told: bool = True


class Common(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What all categories share: a stock of questions, which of them are always asked, last blocks, papers."""

    questions: tuple[Question, ...]
    always: tuple[str, ...]
    goods: tuple[str, ...]
    stock: tuple[Block, ...]
    blocks: tuple[Block, ...]
    proofs: Mapping[str, Paper]


def papers() -> Mapping[str, Paper]:
    """Kinds of paper that let a claim stand, by `Certificate.kind`."""
    return common().proofs


def common() -> Common:
    return _common(COMMON.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _common(stamp: int) -> Common:
    return read_table(COMMON, Common)


_UNSAID = (None, "", (), False, "text")


@lru_cache(maxsize=256)
def _asked(code: str, kind: str, own: tuple[Question, ...], without: tuple[str, ...]) -> tuple[Question, ...]:
    stock = {question.code: question for question in common().questions}
    names = common().always + (common().goods if kind == "goods" else ())
    mine = {question.code for question in own}
    shared = [stock[name] for name in names if name not in mine and name not in without]
    return tuple(_labelled(question, stock) for question in (*own, *shared))


def _labelled(question: Question, stock: Mapping[str, Question]) -> Question:
    """The question with what it leaves out taken from the common one of its name."""
    known = stock.get(question.code)
    if known is None and question.label is None:
        raise OnboardingError("category.no_label", field=question.code)
    if known is None or known is question:
        return question
    own = {name: getattr(question, name) for name in question.__struct_fields__}
    said = {name: value for name, value in own.items() if value not in _UNSAID and name != "required"}
    return replace(known, **said, **({"required": question.required} if question.required is not None else {}))


def categories() -> Mapping[str, Category]:
    """Every category by code, in order of their codes; a file dropped in is there at the next call.

    >>> categories()["mat_ong"].noun
    'Mật ong'
    """
    return read(FOLDER, Category)


def category(code: str) -> Category:
    """One category; `category.unknown` lists what there is."""
    known = categories()
    if code not in known:
        raise OnboardingError("category.unknown", field="category", found=code[:60], known=", ".join(known))
    return known[code]
