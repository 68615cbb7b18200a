"""
Labelled files read: which format it is, what its rows become, and what is wrong with a row that cannot be read.

Never here: a measure, or anything that asks an extractor.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from checker.anchor import Index
from checker.errors import InputError
from checker.measure.gold import Gold, GoldClaim, GoldDocument, GoldSentence, make_document
from checker.measure.rows import DocumentRow, PlacedRow, SentenceRow, WholeClaimRow
from checker.model import Locator, Span
from checker.text import normalise
from checker.words import AnchorStatus

_FOUND = (AnchorStatus.EXACT, AnchorStatus.NORMALISED)
_SHOWN = 80  # characters of a value in a message

Numbered = tuple[int, Any]


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of labelled file: the keys that it is known by, the shape of its rows, and what they become."""

    says: str
    keys: tuple[str, ...]
    row: type[BaseModel]
    documents: Callable[[Sequence[Numbered]], Iterator[GoldDocument]]


def read(path: Path) -> Gold:
    """Read a labelled file; raises InputError that names the line and what was expected there."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}. Give the path of a JSON Lines file.") from None
    return parse(content, path.name)


def parse(content: bytes, name: str) -> Gold:
    """Return the labelled documents of a file's content."""
    found = list(_objects(content, name))
    if not found:
        raise InputError(f"{name} has no rows; expected one JSON object a line, as docs/gold-format.md describes.")
    form = _recognised(found[0], name)
    rows = [(number, _row(form, number, value, name)) for number, value in found]
    documents = tuple(form.documents(rows))
    _refuse_doubles(documents, name)
    placed, given = sum(len(each.sentences) for each in documents), _labelled(rows)
    lost = (f"{given - placed:,} of {given:,} sentences do not stand in their document's text and are left out.",)
    return Gold(
        name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        recognised=f"{form.says}: {_counted(len(documents), 'document')}, {_counted(placed, 'labelled sentence')}",
        documents=documents,
        notes=lost if given > placed else (),
    )


def _objects(content: bytes, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(content.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except ValueError as error:
            raise InputError(f"Line {number} of {name} is not JSON: {error}. Expected one object a line.") from None
        if not isinstance(value, dict):
            raise InputError(f"Line {number} of {name} is {_shown(value)}; expected a JSON object. Mend or remove the line.")
        yield number, value


def _recognised(first: Numbered, name: str) -> Format:
    number, value = first
    form = next((each for each in FORMATS if value.keys() >= set(each.keys)), None)
    if form is None:
        known = "; ".join(f"{each.says}: {', '.join(each.keys)}" for each in FORMATS)
        raise InputError(
            f"Line {number} of {name} has the keys {', '.join(value) or 'none'}; expected those of one format ({known}). "
            "docs/gold-format.md describes them."
        )
    return form


def _row(form: Format, number: int, value: dict[str, Any], name: str) -> BaseModel:
    try:
        return form.row.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"]) or "the row"
        raise InputError(
            f"Line {number} of {name}: {where} is {_shown(first['input'])}: {first['msg']}. "
            f"The file was recognised as {form.says} by its first row; mend the line."
        ) from None


def _shown(value: object) -> str:
    words = json.dumps(value, ensure_ascii=False, default=str)
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"


def _labelled(rows: Sequence[Numbered]) -> int:
    return sum(len(row.sentences) if isinstance(row, DocumentRow) else 1 for _, row in rows)


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def _refuse_doubles(documents: Sequence[GoldDocument], name: str) -> None:
    seen: set[str] = set()
    for each in documents:
        if each.document.id in seen:
            raise InputError(f"{name} has two documents {each.document.id!r}; expected an id of its own for each. Rename one.")
        seen.add(each.document.id)


def _speeches(rows: Sequence[Numbered]) -> Iterator[GoldDocument]:
    """Rows with the same `debate` are one document, in the order of the file."""
    by_debate: dict[str, list[SentenceRow]] = {}
    for _, row in rows:
        by_debate.setdefault(row.debate, []).append(row)
    yield from (_speech(debate, each) for debate, each in by_debate.items())


def _speech(debate: str, rows: Sequence[SentenceRow]) -> GoldDocument:
    parts: list[str] = []
    length, before = 0, None
    sentences, locators = [], []
    for row in rows:
        words = _one_line(row.text)
        turn = before is None or row.speaker != before.speaker
        gap = "" if before is None else " " if not turn and _follows(before, row) else "\n\n"
        named = f"{_one_line(row.speaker)}: " if turn and row.speaker else ""
        start = length + len(gap) + len(named)
        if gap != " ":
            locators.append(Locator(start=length + len(gap), label=f"line {row.line}" if row.line else "", speaker=row.speaker))
        sentences.append(_labelled_sentence(row, Span(start, start + len(words))))
        parts += [gap, named, words]
        length, before = start + len(words), row
    text = "".join(parts)
    return GoldDocument(document=make_document(debate, text, rows[0].about, tuple(locators)), sentences=tuple(sentences))


def _labelled_sentence(row: SentenceRow, span: Span) -> GoldSentence:
    return GoldSentence(span=span, positive=row.positive, label=row.label, claimant=row.speaker)


def _follows(before: SentenceRow, row: SentenceRow) -> bool:
    return before.line is None or row.line is None or row.line == before.line + 1


def _one_line(words: str) -> str:
    return " ".join(normalise(words).split())


def _documents(rows: Sequence[Numbered]) -> Iterator[GoldDocument]:
    for _, row in rows:
        text = normalise(row.text)
        yield GoldDocument(
            document=make_document(row.doc_id, text, row.about),
            sentences=tuple(_placed(text, row.sentences, given=text == row.text)),
        )


def _placed(text: str, rows: Sequence[PlacedRow], *, given: bool) -> Iterator[GoldSentence]:
    """Yield the sentences that stand in the text: where they are said to be, else at the next place that holds their words."""
    index, end = Index(text), 0
    for row in rows:
        words = normalise(row.text).strip()
        span = Span(row.start, row.start + len(words)) if given and row.start >= 0 else None
        if span is None or span.of(text) != words:
            span = _search(index, words, end)
        if span:
            end = span.end
            yield GoldSentence(
                span=span,
                positive=row.positive,
                label=row.reason or row.checkworthy or "",
                claims=row.gold_claims,
                alone=row.decontext or None,
                claimant=row.said_by,
            )


def _search(index: Index, words: str, end: int) -> Span | None:
    at = index.text.find(words, end)
    if at >= 0:
        return Span(at, at + len(words))
    found = index.find(words)
    return found.span if found.status in _FOUND else None


def _whole_claims(rows: Sequence[Numbered]) -> Iterator[GoldDocument]:
    for number, row in rows:
        text = _one_line(row.claim)
        claims = tuple(GoldClaim(text=each) for each in row.subclaims)
        sentence = GoldSentence(span=Span(0, len(text)), positive=True, claims=claims)
        yield GoldDocument(document=make_document(f"line {number}", text, row.about), sentences=(sentence,))


FORMATS = (
    Format("documents with sentences and claims", ("text", "sentences"), DocumentRow, _documents),
    Format("claims with their parts", ("claim", "subclaims"), WholeClaimRow, _whole_claims),
    Format("sentences with labels", ("text", "label"), SentenceRow, _speeches),
)
