"""
What extraction takes on this machine: calls and tokens, time against the ideal, our own share of it, memory.

Never here: a real model, or a bar that a test asserts.
"""

import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path

from checker import tasks
from checker.bench import Measured
from checker.bench.server import MODEL, completion, serving
from checker.bench.texts import article, transcript
from checker.config import Settings
from checker.extract import Request, Send
from checker.extract.asking.parsing import parsed
from checker.extract.asking.schema import Found
from checker.extract.chain import ModelChain
from checker.extract.place import checked, placed
from checker.extract.plan import plan
from checker.extract.running import extract
from checker.extract.spending.book import CallBook
from checker.model import Document, ModelCall

SENTENCES = 40
DOCUMENT_SENTENCES = 12  # of the documents of a batch: one call each
LONG = 1_990_000  # characters
KIBIBYTE = 1024
PLACED_ARTICLES = 20
PLACING_SECONDS = 1


def measure(documents: int, seconds: float, at_once: int) -> Iterator[Measured]:
    """Yield one figure after another; the batch alone takes about `documents * seconds / at_once`."""
    yield from _one_article()
    yield from _a_batch(documents, seconds, at_once)
    yield _placing()
    yield _memory()


def _settings(address: str, at_once: int = 4, database: str = "") -> Settings:
    return Settings.load(model=MODEL, base_url=address, parallel_calls=at_once, database_url=database, api_key=None)


def _one_article() -> Iterator[Measured]:
    with serving(0) as address:
        settings = _settings(address)
        book = CallBook(settings)
        chain = ModelChain(settings)
        extract(chain, _document(article(SENTENCES)), book)
        chain.close()
    tokens = sum(call.input_tokens or 0 for call in book.calls)
    yield Measured(name=f"calls for an article of {SENTENCES} sentences", value=len(book.calls), unit="calls", most=3)
    yield Measured(name="input tokens for it, prompt and schema included", value=tokens, unit="tokens", most=6_000)


def _a_batch(documents: int, seconds: float, at_once: int) -> Iterator[Measured]:
    with tempfile.TemporaryDirectory() as folder, serving(seconds) as address:
        settings = _settings(address, at_once, f"sqlite:///{Path(folder) / 'bench.db'}")
        desk = tasks.open_desk(settings)
        user = tasks.local_user(settings, "bench")
        for number in range(documents):
            draft = tasks.read_text(settings, article(DOCUMENT_SENTENCES, seed=1_000 * number))
            tasks.ingest(desk, settings, user, draft)
        _warm(settings)
        began, worked = time.perf_counter(), time.process_time()
        tasks.work_off(desk, settings)
        took, own = time.perf_counter() - began, time.process_time() - worked
        desk.store.close()
    ideal = documents * seconds / at_once
    name = f"{documents} documents, {seconds:g} s a call, {at_once} at once: time against the ideal"
    yield Measured(name=name, value=took / ideal, unit="×", most=1.10, note=f"{took:.1f} s, ideal {ideal:.1f} s")
    yield Measured(name="our own work for each call", value=1_000 * own / documents, unit="ms", most=50)


def _warm(settings: Settings) -> None:
    """Import what the first call imports: a worker does so once in its life."""
    chain = ModelChain(settings)
    extract(chain, _document(article(1)), CallBook(settings))
    chain.close()
    __import__("checker.jobs.engine")


def _placing() -> Measured:
    """Tie answers to articles that nobody has read yet, and hold each claim against its article; no call, no server."""
    prepared = [(document, _answer(document)) for document in map(_document, _articles())]
    began, found = time.process_time(), 0
    for document, claims in cycle(prepared):
        ready = plan(document)  # its sentences, its chunks and its index are part of what is measured
        targets = {each.id: each for each in ready.outline.targets}
        found += len([checked(ready, placed(ready, targets, each, 0), translates=False) for each in claims])
        if time.process_time() - began >= PLACING_SECONDS:
            break
    speed = found / (time.process_time() - began)
    return Measured(name="claims tied to their words and checked", value=speed, unit="claims/s", least=2_000)


def _articles() -> Iterator[str]:
    return (article(SENTENCES, seed=1_000 * number) for number in range(PLACED_ARTICLES))


def _answer(document: Document) -> tuple[Found, ...]:
    """Return the claims of the benchmark's model about a whole article."""
    lines = "\n".join(f"[{each.id}] {each.shown}" for each in plan(document).outline.targets)
    return parsed(completion({"model": MODEL, "messages": [{"content": lines}]})["choices"][0]["message"]["content"]).claims


class _Answers:
    """Calls that are answered at once, and the same way again."""

    def __init__(self) -> None:
        self._known: dict[str, ModelCall] = {}
        self._lock = threading.Lock()

    def ask(self, request: Request, send: Send) -> ModelCall:
        """Return the answer of the benchmark's model."""
        if request.key not in self._known:
            body = {"model": MODEL, "messages": [{"content": request.system}, {"content": request.human}]}
            answer = completion(body)
            call = ModelCall(
                position=0,
                key=request.key,
                purpose=request.purpose,
                model=request.model,
                prompt_hash=request.prompt_hash,
                outcome="ok",
                raw=answer["choices"][0]["message"]["content"],
                message="",
                input_tokens=answer["usage"]["prompt_tokens"],
                output_tokens=answer["usage"]["completion_tokens"],
                cached_tokens=None,
                seconds=0.0,
                cost=None,
                at=datetime.now(UTC),
            )
            with self._lock:
                self._known[request.key] = call
        return self._known[request.key]

    def wait(self, seconds: float) -> None:
        """Wait for nothing."""

    def stop(self) -> None:
        """Go on all the same; no call is ever under way."""


def _memory() -> Measured:
    command = [sys.executable, "-m", "checker.bench.extract"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - our own module
    early, late = map(int, said.split())
    name = f"peak memory over a transcript of {LONG / 1e6:.0f} MB: at its end against after a tenth"
    return Measured(name=name, value=late / early, unit="×", most=1.1, note=f"{late / 1e6:.0f} MB and {early / 1e6:.0f} MB")


def _read_transcript() -> tuple[int, int]:
    """Read a transcript part by part; return the most memory that was taken up to a tenth of it and up to its end, in bytes."""
    document = _document(transcript(LONG))
    chain = ModelChain(_settings("http://127.0.0.1:1/v1"))
    parts = chain.parts(document)
    peaks = []
    for part in range(parts):
        chain.read(document, part, _Answers())
        peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIBIBYTE)
    return peaks[parts // 10], peaks[-1]


def _document(text: str) -> Document:
    settings = _settings("http://127.0.0.1:1/v1")
    return tasks.make_document(tasks.read_text(settings, text), tasks.Metadata(), tasks.new_id(), "bench", datetime.now(UTC))


if __name__ == "__main__":
    sys.stdout.write(" ".join(map(str, _read_transcript())))
