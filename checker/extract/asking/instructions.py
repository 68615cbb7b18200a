"""
The system messages of a run: byte for byte the same for every call with the same purpose and form.

Never here: a document's words, or the words themselves.
"""

from dataclasses import dataclass

from checker import prompts
from checker.budget import estimate_tokens, our_tokens
from checker.config import Settings
from checker.extract.asking import desk
from checker.extract.asking.message import SHAPE
from checker.extract.asking.provider import Form
from checker.extract.asking.schema import Purpose, schema_text
from checker.extract.chunk import CUT
from checker.scorer import scorer


@dataclass(frozen=True, slots=True, kw_only=True)
class Instructions:
    """What a model is told for one purpose; `hash` is the version of all that shapes its answers."""

    words: str
    own: str  # what of it is this desk's, in whatever language
    as_json: str
    hash: str

    def most_tokens(self, form: Form) -> int:
        """Return how many tokens the system message takes at most; the desk's own words are reckoned as a document's are."""
        ours = our_tokens(len(self.system(form)) - len(self.own))
        return ours + estimate_tokens(self.own) if self.own else ours

    def system(self, form: Form) -> str:
        """Return the system message, which holds the schema where the server is not sent it."""
        return self.words if form is Form.SCHEMA else f"{self.words}\n\n{self.as_json}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wordings:
    """The instructions for each purpose, and what is added to a message that asks again."""

    extract: Instructions
    second_reader: Instructions
    repair: str

    def of(self, purpose: Purpose) -> Instructions:
        """Return what a model is told; to ask again begins with the same words as to ask first."""
        return self.second_reader if purpose is Purpose.SECOND_READER else self.extract


def load(settings: Settings) -> Wordings:
    """Read the prompts and fill in what the desk wants; raises ConfigError."""
    repair = prompts.load("repair").fill()
    heat = [] if settings.temperature is None else [f"temperature {settings.temperature:g}"]
    cut = [] if settings.prefilter == 1 else [f"prefilter {settings.prefilter:g} {scorer().name}"]
    return Wordings(
        extract=_instructions(Purpose.EXTRACT, desk.section(settings), repair, *heat, *cut),
        second_reader=_instructions(Purpose.SECOND_READER, "", *heat),
        repair=repair,
    )


def _instructions(purpose: Purpose, own: str, *more: str) -> Instructions:
    words = "\n\n".join(filter(None, (prompts.load(purpose).fill(), own)))
    as_json = prompts.load("as_json").fill(schema=schema_text(purpose))
    return Instructions(words=words, own=own, as_json=as_json, hash=prompts.version(words, as_json, *more, SHAPE, CUT))
