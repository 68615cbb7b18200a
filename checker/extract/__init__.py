"""
The seam between a document and whatever finds claims in it: a model, or rules without one.

Never here: LangChain at import, or the store.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from checker.config import Settings
from checker.model import Document, Extraction, ModelCall, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One call that a reading wants to make; the numbers of tokens are estimates."""

    key: str  # the same for all that ask just the same of the same model
    purpose: str
    model: str
    prompt_hash: str
    form: str  # how the form of the answer is asked for
    system: str
    human: str
    input_tokens: int
    answer_tokens: int  # what the answer will take, as far as one can tell


# Makes the call, with an answer of at most so many tokens; what is only known later (position, cost) is left open.
Send = Callable[[int | None], ModelCall]


class Calls(Protocol):
    """What one run asks of a model: within its budget, kept, and not sent when the answer is there already."""

    def ask(self, request: Request, send: Send) -> ModelCall | None:
        """Return what came of the call, unsent as `over_budget` if a cap leaves no room; None when nothing more may be asked."""
        ...

    def wait(self, seconds: float) -> None:
        """Wait before a call is tried again, no longer than the run goes on."""
        ...


class Extractor(Protocol):
    """Finds the claims of a document part by part; safe to share between threads."""

    name: str
    model: str | None
    prompt_hash: str | None

    def parts(self, document: Document) -> int:
        """Return into how many parts the document falls; raises EmptyText if there is nothing to ask about."""
        ...

    def read(self, document: Document, part: int, calls: Calls) -> Reading:
        """Return what is found in one part, counted from 0."""
        ...

    def put_together(self, document: Document, readings: Sequence[Reading]) -> Extraction:
        """Return what all parts bring, in the document's order; raises ExtractionError if the model answered nothing at all."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


def build_extractor(settings: Settings) -> Extractor:
    """Return the extractor that the settings ask for; raises ConfigError or MissingExtra if it cannot be had."""
    if settings.model:
        from checker.extract.chain import ModelChain

        return ModelChain(settings)
    from checker.extract.offline import OfflineExtractor

    return OfflineExtractor()
