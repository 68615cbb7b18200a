"""
A trial of the configured model with one sentence, for `checker doctor`.

Never here: a document of anybody's.
"""

import hashlib
from datetime import UTC, datetime

from checker.config import Settings
from checker.errors import ModelOutputInvalid
from checker.extract.chain import ModelChain
from checker.extract.conversation import Means
from checker.extract.outcome import Outcome
from checker.extract.provider import OPENAI, Form, provider, server
from checker.model import Document

SENTENCE = "The library in Mill Street lent 41,000 books in 2019."


def probe_model(settings: Settings, means: Means | None = None) -> str:
    """Return one line on how the model answered; raises ExtractionError if it did not, or in another form."""
    extraction = ModelChain(settings, means).extract(_trial(), _silent)
    if extraction.problems:
        raise ModelOutputInvalid(f"{settings.model} at {server(settings)} is no use as it is: {extraction.problems[0]}")
    turned_down = sum(call.outcome == Outcome.REJECTED for call in extraction.calls)
    form = list(Form)[turned_down] if provider(settings) == OPENAI else Form.WORDS
    seconds = extraction.calls[-1].seconds
    return f"{settings.model} at {server(settings)} answered in {seconds:.1f} s; form of the answer by {form}"


def _silent(done: int, total: int) -> None:
    pass


def _trial() -> Document:
    return Document(
        id="trial",
        text=SENTENCE,
        sha256=hashlib.sha256(SENTENCE.encode()).hexdigest(),
        media_type="text/plain",
        name="a trial sentence",
        title="",
        publisher=None,
        author=None,
        url=None,
        published_at=None,
        language="en",
        locators=(),
        warnings=(),
        added_by="",
        added_at=datetime(1970, 1, 1, tzinfo=UTC),
    )
