"""
A record as fields: plain values under the names of `Record`, made straight from what is stored, for exports of very many.

Never here: what a record holds; records.py says it, and a test holds the two to each other for any claim.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from typing import Any

from checker.export.records import SCHEMA, Context, Publisher, Record, around, head, locator
from checker.model import WORDING, Document, Proposal, Span

Fields = dict[str, Any]

# Older proposals do not name what did not exist then.
_UNNAMED: Fields = {each.name: each.default for each in fields(Proposal) if each.default is not MISSING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document with what every record of it says alike."""

    document: Document
    head: Fields
    publisher: Fields


def source(document: Document, context: Context) -> Source:
    """Return a document with what every record of it says, for whoever exports."""
    publisher = asdict(Publisher(name=context.publisher_name, url=context.publisher_url))
    return Source(document=document, head=asdict(head(document)), publisher=publisher)


def as_fields(records: Iterable[Record | Fields]) -> Iterator[Fields]:
    """Yield the fields of records, also of those that are there as fields only."""
    return (each if isinstance(each, dict) else asdict(each) for each in records)


def of_stored(claim: Mapping[str, Any], of: Source) -> Fields:
    """Return the fields of the record of a stored claim, given with its finding, earlier versions and corrections."""
    proposed, finding, start, end = _UNNAMED | claim["proposal"], claim["finding"], claim["start"], claim["end"]
    span = None if start is None else Span(start, end)
    prefix, suffix = around(of.document.text, span)
    return {
        "schema": SCHEMA,
        "id": claim["id"],
        "status": claim["status"],
        "reject_reason": claim["reject_reason"],
        "text": claim["text"],
        "quote": claim["quote"],
        "prefix": prefix,
        "suffix": suffix,
        "start": start,
        "end": end,
        "locator": locator(of.document, span),
        "anchor": claim["anchor"],
        "also": proposed["also"],
        "claimant": claim["claimant"],
        "claimant_role": claim["claimant_role"],
        "attribution": claim["attribution"],
        "claimed_at": claim["claimed_at"],
        "checkability": proposed["checkability"],
        "checkability_reason": proposed["checkability_reason"],
        "claim_type": proposed["claim_type"],
        "checkworthiness": _number(proposed["checkworthiness"]),
        "score": _score(proposed["score"]),
        "time_reference": proposed["time_reference"],
        "ambiguity": proposed["ambiguity"],
        "flags": proposed["flags"],
        "checks": proposed["checks"],
        "remarks": proposed["remarks"],
        "why": proposed["why"],
        "tags": claim["tags"],
        "split_from": claim["split_from"],
        "merged_into": claim["merged_into"],
        "finding": finding if finding and finding["at"] else None,
        "corrections": claim["corrections"],
        "earlier": [each for each in claim["earlier"] if each["at"]] if finding and finding["at"] else [],
        "publisher": of.publisher,
        "document": of.head,
        "provenance": {
            "extractor": claim["extractor"],
            "model": claim["model"],
            "prompt_hash": claim["prompt_hash"],
            "run_id": claim["run_id"],
            "input_tokens": claim["input_tokens"],
            "output_tokens": claim["output_tokens"],
            "cost": claim["cost"],
        },
        "proposed": _proposed(proposed),
        "changed": [name for name in WORDING if proposed[name] != claim[name]],
        "version": claim["version"],
        "added_at": claim["added_at"],
        "changed_at": claim["changed_at"],
    }


def _proposed(proposed: Fields) -> Fields:
    span = proposed["span"]
    return {
        "text": proposed["text"],
        "quote": proposed["quote"],
        "quote_given": proposed["quote_given"],
        "start": span["start"] if span else None,
        "end": span["end"] if span else None,
        "anchor": proposed["anchor"],
        "claimant": proposed["claimant"],
        "claimant_role": proposed["claimant_role"],
        "attribution": proposed["attribution"],
    }


def _score(score: Fields | None) -> Fields | None:
    return score | {"value": _number(score["value"])} if score else None


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)
