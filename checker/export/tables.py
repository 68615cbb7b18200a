"""
Tables: one row a record, under the columns of `COLUMNS`; nothing in a cell is run by a spreadsheet.

Never here: what a record holds.
"""

import csv
import io
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from checker.export.records import Context, Record
from checker.model import Evidence

BOM = b"\xef\xbb\xbf"  # without it, spreadsheet programs take UTF-8 for their own old encoding
FORMULA_STARTS = frozenset("=+-@")

Cell = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its name, what stands in it, and a sentence on it for the documentation."""

    name: str
    value: Callable[[Record], Cell]
    says: str


def _detail(row: Evidence) -> str:
    named = ", ".join(filter(None, (row.title, row.publisher)))
    said = f": “{row.quote}”" if row.quote else ""
    place = ", ".join(filter(None, (f"{named}{said}", row.locator)))
    return " ".join(f"{row.stance} ({row.kind}): {'; '.join(filter(None, (place, row.url)))}".split())


COLUMNS = (
    Column("id", lambda r: r.id, "The claim's id."),
    Column("status", lambda r: r.status, "Where the claim is in the workflow."),
    Column(
        "text", lambda r: r.text, "The claim in words that stand alone; words that are not in the quote stand in [brackets]."
    ),
    Column("claimant", lambda r: r.claimant, "Who said it."),
    Column("claimant_role", lambda r: r.claimant_role, "The claimant's role or office."),
    Column("attribution", lambda r: r.attribution, "In whose voice the claim stands in the document."),
    Column("claimed_at", lambda r: r.claimed_at, "When it was said, as far as known."),
    Column("verdict", lambda r: r.verdict.name if r.verdict else None, "What was found, in words; only a person sets it."),
    Column("verdict_value", lambda r: r.verdict.value if r.verdict else None, "The verdict's number; empty where it has none."),
    Column("verdict_worst", lambda r: r.verdict.worst if r.verdict else None, "The lowest number of the scale."),
    Column(
        "verdict_best", lambda r: r.verdict.best if r.verdict else None, "The highest number of the scale, nearest to true."
    ),
    Column("verdict_scale", lambda r: r.verdict.scale_id if r.verdict else None, "The id of the verdict scale."),
    Column("rationale", lambda r: r.finding.rationale if r.finding else None, "Why the verdict is what it is."),
    Column(
        "evidence",
        lambda r: "\n".join(f"{row.stance}: {row.url}" for row in r.evidence),
        "The consulted sources, one a line: `stance: url`.",
    ),
    Column(
        "evidence_details",
        lambda r: "\n".join(_detail(row) for row in r.evidence),
        "The same with what is known of them, one a line: `stance (kind): title, publisher: “quote”, locator; url`.",
    ),
    Column("reply_asked", lambda r: r.reply.asked if r.reply else None, "Who was asked for a reply before the finding."),
    Column("reply_asked_at", lambda r: r.reply.asked_at if r.reply else None, "The day on which they were asked (ISO 8601)."),
    Column("reply_deadline", lambda r: r.reply.deadline if r.reply else None, "The day until which they could answer."),
    Column("reply_answer", lambda r: r.reply.answer if r.reply else None, "What they answered."),
    Column("reply_answered_at", lambda r: r.reply.answered_at if r.reply else None, "The day on which they answered."),
    Column("checked_by", lambda r: r.finding.by if r.finding else None, "Who wrote the finding."),
    Column(
        "approved_by", lambda r: r.finding.approved_by if r.finding else None, "Who approved it, where a second person did."
    ),
    Column("checked_at", lambda r: r.finding.at if r.finding else None, "When the finding was completed (ISO 8601)."),
    Column(
        "corrections",
        lambda r: "\n".join(f"{each.at:%Y-%m-%d} {each.kind}: {each.why}" for each in r.corrections),
        "What was corrected in the finding after it was completed, one correction a line, newest first: `day kind: why`.",
    ),
    Column("url", lambda r: r.finding.url if r.finding else None, "The address of the published check."),
    Column("quote", lambda r: r.quote, "The document's exact words."),
    Column("prefix", lambda r: r.prefix, "Up to 32 characters before the quote."),
    Column("suffix", lambda r: r.suffix, "Up to 32 characters after the quote."),
    Column("start", lambda r: r.start, "Where the quote starts in the document's text, in code points from 0."),
    Column("end", lambda r: r.end, "Where the quote ends; the character at this place is no longer part of it."),
    Column("locator", lambda r: r.locator, "The page or time code that the quote stands under."),
    Column("anchor", lambda r: r.anchor, "How firmly the quote is tied to the document."),
    Column(
        "also",
        lambda r: "\n".join(f"{each.start} to {each.end}" for each in r.also),
        "Where else the document says the same, one place a line: `start to end`.",
    ),
    Column("checkability", lambda r: r.checkability, "Whether the claim can be checked at all, as first proposed."),
    Column("checkworthiness", lambda r: r.checkworthiness, "How much it deserves checking, 0 to 1, as first proposed."),
    Column(
        "score",
        lambda r: r.score.value if r.score else None,
        "The same by the built-in scorer, 0 to 1; empty where it does not know the language.",
    ),
    Column(
        "scorer",
        lambda r: r.score.scorer if r.score else None,
        "Which scorer said so: its name and the first digits of its weights' SHA-256.",
    ),
    Column("flags", lambda r: ", ".join(r.flags), "The codes of the checks that failed and of a second reader's remarks."),
    Column("remarks", lambda r: "\n".join(r.remarks), "What a second reader said, one remark a line: `code: reason`."),
    Column("tags", lambda r: ", ".join(r.tags), "Tags, separated by a comma."),
    Column("split_from", lambda r: r.split_from, "The id of the claim that it was split off."),
    Column("merged_into", lambda r: r.merged_into, "The id of the claim that it is the same as."),
    Column("reject_reason", lambda r: r.reject_reason, "Why the claim was turned down, if it was."),
    Column("document_id", lambda r: r.document.id, "The document's id."),
    Column("document_title", lambda r: r.document.title, "Its title."),
    Column("document_publisher", lambda r: r.document.publisher, "Who published the document."),
    Column("document_author", lambda r: r.document.author, "Who wrote the document."),
    Column("document_url", lambda r: r.document.url, "Where the document was found."),
    Column("document_published_at", lambda r: r.document.published_at, "The day the document appeared (ISO 8601)."),
    Column("document_sha256", lambda r: r.document.sha256, "The SHA-256 of the document's text as UTF-8."),
    Column("publisher", lambda r: r.publisher.name, "Who publishes the check."),
    Column("changed", lambda r: ", ".join(r.changed), "The fields in which a person changed what was first proposed."),
    Column("proposed_text", lambda r: r.proposed.text, "The claim as it was first proposed."),
    Column("proposed_quote", lambda r: r.proposed.quote, "The quote as it was first proposed."),
    Column("proposed_claimant", lambda r: r.proposed.claimant, "The claimant as first proposed."),
    Column("extractor", lambda r: r.provenance.extractor, "What proposed the claim."),
    Column("model", lambda r: r.provenance.model, "The model that was asked, if one was."),
    Column("prompt_hash", lambda r: r.provenance.prompt_hash, "Which version of the prompts was used."),
    Column("run_id", lambda r: r.provenance.run_id, "The extraction run that the claim came from."),
    Column("input_tokens", lambda r: r.provenance.input_tokens, "The claim's share of the tokens that its model call took in."),
    Column("output_tokens", lambda r: r.provenance.output_tokens, "Its share of the tokens that the call gave out."),
    Column(
        "cost",
        lambda r: r.provenance.cost,
        "Its share of what the call cost, in the currency of the price list; empty where the price is not known.",
    ),
)


def write_csv(records: Iterable[Record], context: Context) -> Iterator[bytes]:
    """Yield a CSV file after RFC 4180: UTF-8 with a byte order mark, lines that end in CR LF."""
    yield BOM + _line([column.name for column in COLUMNS])
    for record in records:
        yield _line([cell(column.value(record)) for column in COLUMNS])


def cell(value: Cell) -> str:
    """Return what stands in a cell: numbers as they are, words so that no spreadsheet takes them for a formula."""
    if isinstance(value, str):
        return neutral(value)
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def neutral(words: str) -> str:
    """Return the words with an apostrophe before them where a spreadsheet could take them for a formula."""
    if not words or (words[0].isascii() and words[0].isalnum()):
        return words  # as most words are
    first = next((char for char in words if unicodedata.category(char)[0] not in "ZC"), "")
    risky = words[:1] in "\t\r\n" or unicodedata.normalize("NFKC", first)[:1] in FORMULA_STARTS
    return f"'{words}" if risky else words


def _line(cells: list[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue().encode()
