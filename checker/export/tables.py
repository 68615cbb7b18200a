"""
Tables: one row a record, under the columns of `COLUMNS`; nothing in a cell is run by a spreadsheet.

Never here: what a record holds.
"""

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from string import ascii_letters, digits
from typing import Any

from checker.export.fields import Fields, as_fields
from checker.export.records import Context, Record

BOM = b"\xef\xbb\xbf"  # without it, spreadsheet programs take UTF-8 for their own old encoding
FORMULA_STARTS = frozenset("=+-@")
PARTS = re.compile(r"([;\t\r\n])")  # at which some spreadsheets part cells, by the language they are set to
HARMLESS = frozenset(f"{ascii_letters}{digits}")  # as first characters
DAY = len("2026-05-20")

Cell = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its name, what stands in it, and a sentence on it for the documentation."""

    name: str
    value: Callable[[Fields], Cell]
    says: str


def _of(outer: str, name: str) -> Callable[[Fields], Any]:
    """What stands under a name within another; nothing where there is no other."""
    return lambda fields: found[name] if (found := fields[outer]) else None


def _of_finding(part: str, name: str) -> Callable[[Fields], Any]:
    """The same two steps within a finding."""
    within = _of(part, name)
    return lambda fields: within(finding) if (finding := fields["finding"]) else None


def _evidence(fields: Fields) -> Sequence[Fields]:
    finding = fields["finding"]
    return finding["evidence"] if finding else ()


def _detail(row: Fields) -> str:
    named = ", ".join(filter(None, (row["title"], row["publisher"])))
    said = f": “{row['quote']}”" if row["quote"] else ""
    place = ", ".join(filter(None, (f"{named}{said}", row["locator"])))
    return " ".join(f"{row['stance']} ({row['kind']}): {'; '.join(filter(None, (place, row['url'])))}".split())


def _correction(correction: Fields) -> str:
    return f"{str(correction['at'])[:DAY]} {correction['kind']}: {correction['why']}"


COLUMNS = (
    Column("id", itemgetter("id"), "The claim's id."),
    Column("status", itemgetter("status"), "Where the claim is in the workflow."),
    Column(
        "text", itemgetter("text"), "The claim in words that stand alone; words that are not in the quote stand in [brackets]."
    ),
    Column("claimant", itemgetter("claimant"), "Who said it."),
    Column("claimant_role", itemgetter("claimant_role"), "The claimant's role or office."),
    Column("attribution", itemgetter("attribution"), "In whose voice the claim stands in the document."),
    Column("claimed_at", itemgetter("claimed_at"), "When it was said, as far as known."),
    Column("verdict", _of_finding("verdict", "name"), "What was found, in words; only a person sets it."),
    Column("verdict_value", _of_finding("verdict", "value"), "The verdict's number; empty where it has none."),
    Column("verdict_worst", _of_finding("verdict", "worst"), "The lowest number of the scale."),
    Column("verdict_best", _of_finding("verdict", "best"), "The highest number of the scale, nearest to true."),
    Column("verdict_scale", _of_finding("verdict", "scale_id"), "The id of the verdict scale."),
    Column("rationale", _of("finding", "rationale"), "Why the verdict is what it is."),
    Column(
        "evidence",
        lambda r: "\n".join(f"{row['stance']}: {row['url']}" for row in _evidence(r)),
        "The consulted sources, one a line: `stance: url`.",
    ),
    Column(
        "evidence_details",
        lambda r: "\n".join(map(_detail, _evidence(r))),
        "The same with what is known of them, one a line: `stance (kind): title, publisher: “quote”, locator; url`.",
    ),
    Column("reply_asked", _of_finding("reply", "asked"), "Who was asked for a reply before the finding."),
    Column("reply_asked_at", _of_finding("reply", "asked_at"), "The day on which they were asked (ISO 8601)."),
    Column("reply_deadline", _of_finding("reply", "deadline"), "The day until which they could answer."),
    Column("reply_answer", _of_finding("reply", "answer"), "What they answered."),
    Column("reply_answered_at", _of_finding("reply", "answered_at"), "The day on which they answered."),
    Column("checked_by", _of("finding", "by"), "Who wrote the finding."),
    Column("approved_by", _of("finding", "approved_by"), "Who approved it, where a second person did."),
    Column("checked_at", _of("finding", "at"), "When the finding was completed (ISO 8601)."),
    Column(
        "corrections",
        lambda r: "\n".join(map(_correction, r["corrections"])),
        "What was corrected in the finding after it was completed, one correction a line, newest first: `day kind: why`.",
    ),
    Column("url", _of("finding", "url"), "The address of the published check."),
    Column("quote", itemgetter("quote"), "The document's exact words."),
    Column("prefix", itemgetter("prefix"), "Up to 32 characters before the quote."),
    Column("suffix", itemgetter("suffix"), "Up to 32 characters after the quote."),
    Column("start", itemgetter("start"), "Where the quote starts in the document's text, in code points from 0."),
    Column("end", itemgetter("end"), "Where the quote ends; the character at this place is no longer part of it."),
    Column("locator", itemgetter("locator"), "The page or time code that the quote stands under."),
    Column("anchor", itemgetter("anchor"), "How firmly the quote is tied to the document."),
    Column(
        "also",
        lambda r: "\n".join(f"{each['start']} to {each['end']}" for each in r["also"]),
        "Where else the document says the same, one place a line: `start to end`.",
    ),
    Column("checkability", itemgetter("checkability"), "Whether the claim can be checked at all, as first proposed."),
    Column("checkworthiness", itemgetter("checkworthiness"), "How much it deserves checking, 0 to 1, as first proposed."),
    Column(
        "score",
        _of("score", "value"),
        "The same by the built-in scorer, 0 to 1; empty where it does not know the language.",
    ),
    Column(
        "scorer",
        _of("score", "scorer"),
        "Which scorer said so: its name and the first digits of its weights' SHA-256.",
    ),
    Column("flags", lambda r: ", ".join(r["flags"]), "The codes of the checks that failed and of a second reader's remarks."),
    Column("remarks", lambda r: "\n".join(r["remarks"]), "What a second reader said, one remark a line: `code: reason`."),
    Column("tags", lambda r: ", ".join(r["tags"]), "Tags, separated by a comma."),
    Column("split_from", itemgetter("split_from"), "The id of the claim that it was split off."),
    Column("merged_into", itemgetter("merged_into"), "The id of the claim that it is the same as."),
    Column("reject_reason", itemgetter("reject_reason"), "Why the claim was turned down, if it was."),
    Column("document_id", _of("document", "id"), "The document's id."),
    Column("document_title", _of("document", "title"), "Its title."),
    Column("document_publisher", _of("document", "publisher"), "Who published the document."),
    Column("document_author", _of("document", "author"), "Who wrote the document."),
    Column("document_url", _of("document", "url"), "Where the document was found."),
    Column("document_published_at", _of("document", "published_at"), "The day the document appeared (ISO 8601)."),
    Column("document_sha256", _of("document", "sha256"), "The SHA-256 of the document's text as UTF-8."),
    Column("publisher", _of("publisher", "name"), "Who publishes the check."),
    Column("changed", lambda r: ", ".join(r["changed"]), "The fields in which a person changed what was first proposed."),
    Column("proposed_text", _of("proposed", "text"), "The claim as it was first proposed."),
    Column("proposed_quote", _of("proposed", "quote"), "The quote as it was first proposed."),
    Column("proposed_claimant", _of("proposed", "claimant"), "The claimant as first proposed."),
    Column("extractor", _of("provenance", "extractor"), "What proposed the claim."),
    Column("model", _of("provenance", "model"), "The model that was asked, if one was."),
    Column("prompt_hash", _of("provenance", "prompt_hash"), "Which version of the prompts was used."),
    Column("run_id", _of("provenance", "run_id"), "The extraction run that the claim came from."),
    Column("input_tokens", _of("provenance", "input_tokens"), "The claim's share of the tokens that its model call took in."),
    Column("output_tokens", _of("provenance", "output_tokens"), "Its share of the tokens that the call gave out."),
    Column(
        "cost",
        _of("provenance", "cost"),
        "Its share of what the call cost, in the currency of the price list; empty where the price is not known.",
    ),
)


class _Echo:
    def write(self, words: str) -> str:
        return words


def write_csv(records: Iterable[Record | Fields], context: Context) -> Iterator[bytes]:
    """Yield a CSV file after RFC 4180: UTF-8 with a byte order mark, lines that end in CR LF."""
    line = csv.writer(_Echo(), lineterminator="\r\n").writerow  # it returns what the file's write returned
    values = [column.value for column in COLUMNS]
    yield BOM + str(line([column.name for column in COLUMNS])).encode()
    for fields in as_fields(records):
        cells = [value(fields) for value in values]
        yield str(line([each if not each or _is_plain(each) else cell(each) for each in cells])).encode()


def _is_plain(value: Cell) -> bool:
    """Whether a cell is, as most are, words that no spreadsheet takes for anything else."""
    return type(value) is str and value[0] in HARMLESS and not PARTS.search(value)


def cell(value: Cell) -> str:
    """Return what stands in a cell: numbers as they are, words so that no spreadsheet takes them for a formula."""
    if isinstance(value, str):
        return _neutral_in_parts(value)
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def _neutral_in_parts(words: str) -> str:
    """Words that stay neutral where a program parts cells by something else than commas, and so knows no quotation marks here."""
    first, *rest = PARTS.split(words)
    mark = "'" if neutral(words) != words else ""
    return mark + first + "".join(neutral(each) if number % 2 else each for number, each in enumerate(rest))


def neutral(words: str) -> str:
    """Return the words with an apostrophe before them where a spreadsheet could take them for a formula."""
    if not words or words[0] in HARMLESS:
        return words  # as most words are
    first = next((char for char in words if unicodedata.category(char)[0] not in "ZC"), "")
    risky = words[:1] in "\t\r\n" or unicodedata.normalize("NFKC", first)[:1] in FORMULA_STARTS
    return f"'{words}" if risky else words
