"""
The corrections log for the public: as a page that needs nothing else and runs nothing, and as a table.

Never here: an internal word; a line of the log has no place for one.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape

from checker.export.records import Context
from checker.export.report import END, head, link, verdict_words
from checker.export.tables import BOM, neutral
from checker.model import Mended
from checker.words import CorrectionKind

TITLE = "Corrections"
CHANGED = {"verdict": "verdict", "rationale": "rationale", "evidence": "evidence", "reply": "right of reply"}


def what(each: Mended) -> str:
    """Return what of the finding changed, in words."""
    if each.correction.kind is CorrectionKind.RETRACTION:
        return "the whole finding"
    return ", ".join(CHANGED[name] for name in each.changed)


COLUMNS: tuple[tuple[str, Callable[[Mended], str]], ...] = (
    ("at", lambda each: each.correction.at.isoformat()),
    ("claim_id", lambda each: each.claim_id),
    ("claim", lambda each: each.claim),
    ("kind", lambda each: each.correction.kind.value),
    ("changed", what),
    ("why", lambda each: each.correction.why),
    ("verdict_before", lambda each: each.correction.before.name if each.correction.before else ""),
    ("verdict_after", lambda each: each.after.name if each.after else ""),
    ("by", lambda each: each.correction.by),
    ("url", lambda each: each.url or ""),
)
HEADS = ("Date", "Claim", "Kind", "What changed", "Why", "Verdict before", "Verdict now", "By")


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFormat:
    """One way to write the log."""

    suffix: str
    media_type: str
    write: Callable[[Iterable[Mended], Context], Iterator[bytes]]


def write_csv(log: Iterable[Mended], _context: Context) -> Iterator[bytes]:
    """Yield a CSV file after RFC 4180 whose words no spreadsheet takes for a formula."""
    yield BOM + _line([name for name, _ in COLUMNS])
    for each in log:
        yield _line([neutral(value(each)) for _, value in COLUMNS])


def write_html(log: Iterable[Mended], context: Context) -> Iterator[bytes]:
    """Yield a page with one row for each correction."""
    title = TITLE + (f" of {context.publisher_name}" if context.publisher_name.strip() else "")
    columns = "".join(f'<th scope="col">{name}</th>' for name in HEADS)
    yield head(title).encode()
    is_empty = True
    for each in log:
        if is_empty:
            yield _opened(columns)
        is_empty = False
        yield _row(each).encode("utf-8", "replace")
    yield (b"<p>Nothing was corrected.</p>\n" if is_empty else b"</tbody>\n</table>\n") + END


def _opened(columns: str) -> bytes:
    caption = "What was corrected or retracted after it was checked, the newest first"
    return f"<table>\n<caption>{caption}</caption>\n<thead><tr>{columns}</tr></thead>\n<tbody>\n".encode()


def _row(each: Mended) -> str:
    correction = each.correction
    after = "retracted" if correction.kind is CorrectionKind.RETRACTION else verdict_words(each.after)
    claim = f"{escape(each.claim)}<br>{link(each.url)}" if each.url else escape(each.claim)
    said = (correction.kind.value, what(each), correction.why)
    cells = [claim, *map(escape, said), verdict_words(correction.before), after, escape(correction.by)]
    day = f'<th scope="row"><time datetime="{correction.at.isoformat()}">{correction.at:%Y-%m-%d}</time></th>'
    told = "".join(f'<td dir="auto">{cell}</td>' for cell in cells)
    return f"<tr>{day}{told}</tr>\n"


def _line(cells: list[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue().encode()


LOG_FORMATS = {
    "csv": LogFormat(suffix=".csv", media_type="text/csv", write=write_csv),
    "html": LogFormat(suffix=".html", media_type="text/html", write=write_html),
}
