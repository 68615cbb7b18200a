"""
Claims in a table that somebody kept by hand: its columns are recognised or named, and every bad row is told with its line.

Never here: storing anything.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from checker.errors import InputError
from checker.text import normalise
from checker.words import Attribution

# What a column may be called, in small letters; the first is the field of a claim.
NAMES = {
    "text": ("text", "claim", "claims", "claimreviewed", "claim text", "statement"),
    "claimant": ("claimant", "speaker", "who", "said by", "person"),
    "claimant_role": ("claimant_role", "role", "office", "job title"),
    "claimed_at": ("claimed_at", "date", "said on", "when"),
    "attribution": ("attribution",),
    "tags": ("tags", "tag", "topics", "topic"),
}
LONGEST = {"text": 2_000, "claimant": 300, "claimant_role": 300, "claimed_at": 300, "tags": 1_000}  # characters
SEPARATORS = ",;\t"
FORMULAS = ("'=", "'+", "'-", "'@")  # what an export put an apostrophe before


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One claim of a table, and the line that it ends on."""

    line: int
    text: str
    claimant: str | None
    claimant_role: str | None
    claimed_at: str | None
    attribution: Attribution
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why a line cannot be taken in."""

    line: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimTable:
    """What is in a table: which column is which field, which columns are passed over, the rows, and what is wrong."""

    columns: Mapping[str, str]
    passed_over: tuple[str, ...]
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]


def read_claim_table(data: bytes, named: Mapping[str, str] | None = None) -> ClaimTable:
    """Return the claims of a CSV file; `named` says which column is which field where its name does not."""
    lines = _lines(data)
    header = next(lines, None)
    if not isinstance(header, _Line):
        raise InputError("The file holds no table. Expected CSV with the names of the columns in its first line.")
    columns = _columns(header.cells, named or {})
    rows: dict[str, Row] = {}
    faults = []
    for line in lines:
        found = line if isinstance(line, Fault) else _row(line, header.cells, columns)
        if isinstance(found, Row) and (same := rows.get(found.text.casefold())):
            found = Fault(line=found.line, why=f"The claim is that of line {same.line}. Leave one of them out.")
        if isinstance(found, Fault):
            faults.append(found)
        else:
            rows[found.text.casefold()] = found
    passed_over = tuple(name for name in header.cells if name not in columns.values())
    return ClaimTable(columns=columns, passed_over=passed_over, rows=tuple(rows.values()), faults=tuple(faults))


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    cells: list[str]


def _lines(data: bytes) -> Iterator[_Line | Fault]:
    """Every line that is not blank; one that is no CSV is the last."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(f"Line {line} is not UTF-8. Save the table as “CSV UTF-8” and try again.") from None
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(SEPARATORS, key=first.count), strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield _Line(reader.line_num, [" ".join(normalise(cell).split()) for cell in cells])
    except csv.Error as error:
        yield Fault(line=reader.line_num, why=f"It is no CSV: {error}. Lines after it were not read; mend the quotation marks.")


def _columns(header: Sequence[str], named: Mapping[str, str]) -> dict[str, str]:
    for column, field in named.items():
        if field not in NAMES:
            raise InputError(f"{field!r} is no field of a claim; expected one of {', '.join(NAMES)}.")
        if column not in header:
            raise InputError(f"The table has no column {column!r}; it has {', '.join(map(repr, header))}.")
    columns = {field: column for column, field in named.items()}
    for field, called in NAMES.items():
        found = [column for column in header if column.casefold() in called and column not in columns.values()]
        if found and field not in columns:
            columns[field] = min(found, key=lambda column: called.index(column.casefold()))
    if "text" not in columns:
        raise InputError(
            f"No column holds the claims; the table has {', '.join(map(repr, header))}. Say which: --map COLUMN=text."
        )
    return columns


def _row(line: _Line, header: Sequence[str], columns: Mapping[str, str]) -> Row | Fault:
    if len(line.cells) != len(header):
        why = (
            f"It has {len(line.cells)} cells; expected {len(header)}, as in the first line. Mend the commas or quotation marks."
        )
        return Fault(line=line.number, why=why)
    cells = {field: _plain(line.cells[header.index(column)]) for field, column in columns.items()}
    if trouble := _trouble(cells):
        return Fault(line=line.number, why=trouble)
    return Row(
        line=line.number,
        text=cells["text"],
        claimant=cells.get("claimant") or None,
        claimant_role=cells.get("claimant_role") or None,
        claimed_at=cells.get("claimed_at") or None,
        attribution=Attribution(cells.get("attribution") or _attribution(cells)),
        tags=tuple(dict.fromkeys(filter(None, (tag.strip() for tag in cells.get("tags", "").split(","))))),
    )


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith(FORMULAS) else cell


def _trouble(cells: Mapping[str, str]) -> str:
    if not cells["text"]:
        return "It has no claim. Fill it in, or take the line out."
    for field, most in LONGEST.items():
        if len(cells.get(field, "")) > most:
            return f"Its {field} has {len(cells[field]):,} characters; expected at most {most:,}. Shorten it."
    given = cells.get("attribution")
    if given and given not in set(Attribution):
        return f"{given!r} is no attribution; expected one of {', '.join(Attribution)}, or nothing."
    return ""


def _attribution(cells: Mapping[str, str]) -> Attribution:
    return Attribution.INDIRECT_QUOTE if cells.get("claimant") else Attribution.AUTHOR_VOICE
