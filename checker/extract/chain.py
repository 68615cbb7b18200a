"""
The extractor that asks a model: chunks in parallel, every call kept, an error only when nothing could be asked.

Never here: LangChain, the words of a prompt, or how one chunk gets its answer.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed

from checker import prompts
from checker.config import Settings
from checker.errors import EmptyText, ModelRejected, ModelUnavailable
from checker.extract.chunk import SHAPE, Chunk, outline
from checker.extract.chunk import chunks as chunks_of
from checker.extract.conversation import FINAL, Conversation, Means, Part, Reading, Words
from checker.extract.outcome import Outcome
from checker.extract.place import extraction
from checker.extract.provider import require_key, server
from checker.extract.schema import schema_text
from checker.model import Document, Extraction

NAME = "llm-chain"

# What is said, and is to be done, when nothing else came of a run.
ADVICE: dict[Outcome | None, str] = {
    Outcome.UNAUTHORISED: (
        "{server} does not accept the key for {model}. "
        "Set CHECKER_API_KEY to a key that may use this model, or unset CHECKER_MODEL to work without one."
    ),
    Outcome.MODEL_NOT_FOUND: (
        "{server} does not know {model} ({message}). "
        "Check the name in CHECKER_MODEL, and that CHECKER_BASE_URL is right; most servers' address ends in /v1."
    ),
    Outcome.QUOTA_EXHAUSTED: (
        "The account at {server} has no quota left for {model} ({message}). "
        "Raise its limit or use another key, then start the extraction again."
    ),
    Outcome.REJECTED: "{server} turned the call to {model} down: {message}. Check CHECKER_MODEL and CHECKER_BASE_URL.",
    Outcome.UNAVAILABLE: (
        "{server} did not answer for {model}: {message}. Check CHECKER_BASE_URL and the network, or try again later."
    ),
}


def load_words() -> Words:
    """Read the prompts and check their variables; raises ConfigError."""
    extract, as_json, again = (prompts.load(name) for name in ("extract", "as_json", "again"))
    return Words(
        extract=extract.fill(),
        as_json=as_json.fill(schema=schema_text()),
        again=again,
        hash=prompts.version(extract.text, as_json.text, again.text, schema_text(), SHAPE),
    )


class ModelChain:
    """The extractor that asks a model."""

    name = NAME

    def __init__(self, settings: Settings, means: Means | None = None) -> None:
        require_key(settings)
        self.model: str | None = settings.model
        self._settings = settings
        self._means = means or Means()
        self._words = load_words()
        self.prompt_hash: str | None = self._words.hash

    def extract(self, document: Document, progress: Callable[[int, int], None]) -> Extraction:
        """Return what the model finds; raises ModelUnavailable or ModelRejected if nothing could be asked."""
        plan = outline(document)
        if not plan.targets:
            raise EmptyText(f"{document.name} holds no sentence; expected text with at least one.")
        with self._means.open(self._settings, self._means.clock) as model:
            run = Conversation(model, plan, self._words, self._means)
            readings = self._read(run, chunks_of(plan.targets), progress)
        _raise_if_nothing_came(readings, self._settings)
        return extraction(document, plan, readings)

    def _read(self, run: Conversation, chunks: Sequence[Chunk], progress: Callable[[int, int], None]) -> list[Reading]:
        progress(0, len(chunks))
        with ThreadPoolExecutor(self._settings.parallel_calls) as pool:
            waiting = [pool.submit(run.read, chunk) for chunk in chunks]
            try:
                for done, future in enumerate(as_completed(waiting), 1):
                    future.result()
                    progress(done, len(chunks))
            finally:
                run.stopped.set()
        return [future.result() for future in waiting]


def _raise_if_nothing_came(readings: Sequence[Reading], settings: Settings) -> None:
    """What was answered is kept even if the run was cut short; with nothing at all, the reason is an error."""
    asked = [part for reading in readings for part in reading.parts if part.outcome]
    if any(part.outcome not in ADVICE for part in asked):
        return
    reason = next((part for part in asked if part.outcome in FINAL), asked[-1])
    error = ModelUnavailable if reason.outcome is Outcome.UNAVAILABLE else ModelRejected
    raise error(_advice(reason, settings))


def _advice(part: Part, settings: Settings) -> str:
    message = part.message.rstrip(".") or "no reason given"
    return ADVICE[part.outcome].format(server=server(settings), model=settings.model, message=message)
