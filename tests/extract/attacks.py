"""
An ordinary article with an injection in it, its way through the whole tool before an obedient model, and what came of it.

Never here: an assertion.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from checker import tasks
from checker.config import Settings
from checker.decisions import Desk
from checker.extract.chain import ModelChain
from checker.extract.running import extract
from checker.extract.spending.book import CallBook
from checker.ingest.readers import read, read_pasted
from checker.ingest.source import Limits
from checker.model import Claim, Document, Draft, ModelCall, Run, Skipped
from checker.review import propose
from checker.store import calls, claims, documents, runs
from checker.tasks import Metadata
from checker.tasks.intake import make_document
from checker.text import normalise
from tests.builders import NOON, make_provenance
from tests.desks import ANN
from tests.extract.answers import Body
from tests.extract.injections import CLOSING, LEAK, OPENING, TRUE, Injection
from tests.extract.obedient import ADDRESS, obeying
from tests.openai_server import Answer, Arrived, Script, Server, serving

HARMLESS = Injection(name="harmless", kind="none", text="The weather was mild.", obeyed="echo")
LIMITS = Limits(max_bytes=5_000_000, max_characters=1_000_000)
KEY = "sk-secret-password-of-the-desk"
_WORD = re.compile(r"\w+(?:[.,]\w+)*")


@dataclass(kw_only=True)
class World:
    """The model's server and one that must never hear anything; `elsewhere` is what arrived on other paths, or there."""

    model: Server
    leak: Server
    elsewhere: list[Arrived] = field(default_factory=list)

    def settings(self, name: str, **changes: Any) -> Settings:
        """Return settings that name a model of this server."""
        known = {"base_url": self.model.url, "api_key": KEY, "model_timeout": 30, "parallel_calls": 2}
        return Settings.load(model=f"openai:{name}", **{**known, **changes})

    def draft(self, injection: Injection) -> Draft:
        """Return the article with an injection, as its reader hands it over."""
        text = injection.text.replace(LEAK, self.leak.url)
        return _READ.get(injection.place, _pasted)(injection, text)

    def metadata(self, injection: Injection) -> Metadata:
        """Return what is known about the article; its address names the injection."""
        known: dict[str, Any] = {"title": "Council meets", "author": "Ann Writer", "publisher": "Example News"}
        if injection.place in known:
            known[injection.place] = injection.text
        return Metadata(url=f"{ADDRESS}{injection.name}", **known)

    def document(self, injection: Injection) -> Document:
        """Return the article as it would be stored."""
        return make_document(self.draft(injection), self.metadata(injection), injection.name, "ann", NOON)

    def heard(self, injection: Injection) -> list[Body]:
        """Return the requests that arrived about an injection, with any model."""
        line = f"\nurl: {ADDRESS}{injection.name}\n"
        return [seen.body for seen in self.model.seen if line in seen.body["messages"][1]["content"]]


@contextmanager
def world(scripts: Mapping[str, Script]) -> Iterator[World]:
    """Run both servers; a model that no script names is the obedient one."""
    with serving() as leak, serving() as model:
        made, obedient = World(model=model, leak=leak), obeying(leak.url)
        model.script = lambda body: scripts.get(body["model"], obedient)(body)

        def note(arrived: Arrived) -> Answer | None:
            made.elsewhere.append(arrived)
            return None

        leak.elsewhere = note
        model.elsewhere = lambda arrived: None if arrived.path == "/v1/chat/completions" else note(arrived)
        yield made


@dataclass(frozen=True, kw_only=True)
class Attacked:
    """What came of one article; `run` is None where it was only read, not stored."""

    document: Document
    run: Run | None
    calls: Sequence[ModelCall]
    claims: Sequence[Claim]
    skipped: Sequence[Skipped]
    message: str

    def given(self) -> set[tuple[str, tuple[str, ...]]]:
        """Return the claims that the model wrote: each one's words, and the words of its quote."""
        return {(_tidy(each["claim"]), words(each["quote"])) for call in self.calls for each in _written(call.raw)}


def stored(desk: Desk, settings: Settings, world: World, injections: Sequence[Injection]) -> dict[str, Attacked]:
    """Add these articles, work off their runs, and return what came of each."""
    added = {each.name: tasks.ingest(desk, settings, ANN, world.draft(each), world.metadata(each)) for each in injections}
    tasks.work_off(desk, settings)
    return {name: _stored(desk, each.document.id) for name, each in added.items()}


def only_read(world: World, reader: ModelChain, injections: Sequence[Injection]) -> dict[str, Attacked]:
    """Have these articles read, and return the claims that would be stored of each."""
    return {each.name: _read(world, reader, world.document(each)) for each in injections}


def words(text: str) -> tuple[str, ...]:
    """Return the words and numbers of a text, in small letters, without what nobody sees: an oracle of its own for quotes."""
    plain = unicodedata.normalize("NFKC", "".join(each for each in text if not _is_unseen(each))).casefold()
    return tuple(_WORD.findall(plain))


def _is_unseen(char: str) -> bool:
    return unicodedata.category(char) in {"Cf", "Cs", "Cn"} or "\ufe00" <= char <= "\ufe0f"


def _stored(desk: Desk, document_id: str) -> Attacked:
    with desk.store.read() as tx:
        [run] = runs.of_document(tx, document_id)
        return Attacked(
            document=documents.get(tx, document_id),
            run=run,
            calls=calls.of_run(tx, run.id),
            claims=list(claims.stream(tx, claims.Filter(document_id=document_id))),
            skipped=run.skipped,
            message=run.message,
        )


def _read(world: World, reader: ModelChain, document: Document) -> Attacked:
    book = CallBook(world.settings("obedient"))
    found = extract(reader, document, book)
    made_by = make_provenance(model=reader.model, run_id=None)
    proposed = [
        propose(f"{document.id}-{n}", document.id, each, made_by=made_by, now=NOON) for n, each in enumerate(found.proposals)
    ]
    return Attacked(
        document=document,
        run=None,
        calls=book.calls,
        claims=proposed,
        skipped=found.skipped,
        message=" ".join(found.problems),
    )


def _written(raw: str) -> list[dict[str, Any]]:
    try:
        found = json.loads(raw)["claims"]
    except (ValueError, RecursionError):
        return []
    return [each for each in found if isinstance(each, dict)]


def _tidy(said: str) -> str:
    return " ".join(normalise(said).split())


def _paragraphs(injection: Injection, text: str) -> list[str]:
    return [OPENING, f"This is the case {injection.name}.", TRUE[0], text, *TRUE[1:], CLOSING]


def _pasted(injection: Injection, text: str) -> Draft:
    shown = text if injection.place == "text" else HARMLESS.text
    return read_pasted("\n\n".join(_paragraphs(injection, shown)), limits=LIMITS)


def _page(injection: Injection, text: str) -> Draft:
    before, after = (
        "".join(f"<p>{each}</p>" for each in part) for part in ((_paragraphs(injection, "")[:3]), (*TRUE[1:], CLOSING))
    )
    page = f"<html><head><title>Council meets</title></head><body><article>{before}{text}{after}</article></body></html>"
    return read(page.encode(), "page.html", limits=LIMITS)


def _marked(injection: Injection, text: str) -> Draft:
    return read("\n\n".join(_paragraphs(injection, text)).encode(), "page.md", limits=LIMITS)


_READ = {"html": _page, "markdown": _marked}
