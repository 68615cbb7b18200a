"""
Exports: the table of formats, and the one function that writes records in any of them.

Never here: a format itself, a store, or a choice of what to export.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from checker.errors import InputError
from checker.export import jsonl, pack, profiles, report, tables, xlsx
from checker.export.fields import Fields
from checker.export.records import DEFAULT_STATUSES, Context, LeftOut, Record, record

__all__ = ["DEFAULT_STATUSES", "FORMATS", "PACKS", "Context", "Format", "LeftOut", "Record", "export", "record"]

Write = Callable[[Iterable[Any], Context], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Format:
    """One format: how a person knows it, how a browser does, and the function that writes it."""

    id: str
    name: str
    media_type: str
    suffix: str
    write: Write
    says: str
    is_text: bool = True  # whether a person can read the bytes
    of_fields: bool = False  # whether fields are enough for it, so that very many are exported quickly
    public: bool = True  # whether it may leave the desk; only a private format may ever hold what is internal


_FORMATS = (
    Format(
        "csv", "CSV", "text/csv; charset=utf-8", ".csv", tables.write_csv, "One row a claim, for spreadsheets.", of_fields=True
    ),
    Format(
        "xlsx",
        "Excel",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".xlsx",
        xlsx.write,
        "The same columns as a workbook, for spreadsheet programs.",
        is_text=False,
        of_fields=True,
    ),
    Format(
        "jsonl", "JSON Lines", "application/jsonl", ".jsonl", jsonl.write, "The whole record, one line a claim.", of_fields=True
    ),
    Format(
        "html",
        "Report",
        "text/html; charset=utf-8",
        ".html",
        report.write,
        "A page to read and print, with evidence, corrections and how each record was made.",
    ),
    Format("claimreview", "ClaimReview", "application/ld+json", ".json", profiles.write, "JSON-LD for fact-check aggregators."),
)
FORMATS: dict[str, Format] = {each.id: each for each in _FORMATS}
# What is packed with texts and history, and so is made of more than records.
_PACKS = (
    Format(
        "pack",
        "Replication pack",
        "application/zip",
        ".zip",
        pack.write_pack,
        "Records, evidence, texts and history, for others to follow each check; without internal words.",
        is_text=False,
    ),
    Format(
        "private-pack",
        "Private pack, with notes",
        "application/zip",
        "-private.zip",
        partial(pack.write_pack, private=True),
        "The same with the desk's notes and drafts, for those who work here only; its name says so.",
        is_text=False,
        public=False,
    ),
)
PACKS: dict[str, Format] = {each.id: each for each in _PACKS}


def export(records: Iterable[Record] | Iterable[Fields], format_id: str, context: Context) -> Iterator[bytes]:
    """Yield the records in this format, piece by piece; read it to its end before looking at `context.left_out`."""
    if format_id not in FORMATS:
        raise InputError(f"{format_id!r} is no export format; expected one of {', '.join(FORMATS)}.")
    return FORMATS[format_id].write(records, context)
