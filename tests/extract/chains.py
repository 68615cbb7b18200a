"""
A chain before a scripted server, and what came of its last run.

Never here: an assertion.
"""

from collections.abc import Callable
from typing import Any

from checker.config import Settings
from checker.extract.asking.conversation import Means
from checker.extract.chain import ModelChain
from checker.extract.running import extract
from checker.extract.spending.book import CallBook
from checker.model import Document, Extraction, ModelCall
from tests.builders import make_document
from tests.openai_server import Server

KEY = "sk-secret-password-of-the-desk"
CODE = "00c0de00"
# Sentences that stand for themselves, so that a claim in their words passes every check.
PLAIN = (
    "Labour figures are out.\n\n"
    "Unemployment fell to 3.1 percent in March. Exports rose by 4 percent in May.\n\n"
    "The opposition disagrees.\n"
)


def plain(**changes: Any) -> Document:
    """Return a document of four sentences."""
    return make_document(**{"text": PLAIN, **changes})


def wells(sentences: int) -> Document:
    """Return a document of so many sentences, 40 of which fill a call."""
    return make_document(text="\n".join(f"In {1900 + n} the town had {n} wells." for n in range(sentences)))


class Desk:
    """A chain before a scripted server; `calls` and `waits` are those of the last run."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.waits: list[float] = []
        self.progress: list[tuple[int, int]] = []
        self.calls: tuple[ModelCall, ...] = ()

    @property
    def outcomes(self) -> list[str]:
        """What came of the calls of the last run."""
        return [call.outcome for call in self.calls]

    @property
    def purposes(self) -> list[str]:
        """What the calls of the last run were for."""
        return [call.purpose for call in self.calls]

    def settings(self, model: str = "good", **changes: Any) -> Settings:
        """Return settings that name this server."""
        known = {"base_url": self.server.url, "api_key": KEY, "model_timeout": 5, "parallel_calls": 2}
        return Settings.load(model=f"openai:{model}", **{**known, **changes})

    def chain(self, **changes: Any) -> ModelChain:
        """Return a chain that nothing is asked of."""
        return ModelChain(self.settings(**changes), self.means())

    def means(self) -> Means:
        """Return what a conversation takes from outside."""
        return Means(nonce=lambda: CODE)

    def extract(
        self,
        model: str = "good",
        document: Document | None = None,
        progress: Callable[[int, int], None] | None = None,
        **changes: Any,
    ) -> Extraction:
        """Read a document with a chain of its own."""
        settings = self.settings(model, **changes)
        chain, book = ModelChain(settings, self.means()), CallBook(settings, sleep=self.waits.append)
        try:
            return extract(chain, document or plain(), book, settings.parallel_calls, progress or self._note)
        finally:
            self.calls = book.calls
            chain.close()

    def _note(self, done: int, total: int) -> None:
        self.progress.append((done, total))
