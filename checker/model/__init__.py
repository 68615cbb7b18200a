"""
The things of the domain as frozen data.

Never here: anything that reads or writes, or decides a step; only the standard library and the words are imported.
"""

from dataclasses import is_dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from checker.model.archived import ArchivedCheck
from checker.model.claims import WORDING, Claim, Event, Lease
from checker.model.copies import Copy, Errand, Look
from checker.model.extraction import Extraction, Gap, Maker, ModelCall, Provenance, Reading, Run
from checker.model.findings import CORRECTED, Correction, Evidence, FactCheck, Label, Mended, Reply, Scale, Step, Verdict
from checker.model.proposals import Proposal, Score, Skipped
from checker.model.texts import Document, Draft, Locator, Span

__all__ = [
    "CORRECTED",
    "WORDING",
    "ArchivedCheck",
    "Claim",
    "Copy",
    "Correction",
    "Document",
    "Draft",
    "Errand",
    "Event",
    "Evidence",
    "Extraction",
    "FactCheck",
    "Gap",
    "Label",
    "Lease",
    "Locator",
    "Look",
    "Maker",
    "Mended",
    "ModelCall",
    "Proposal",
    "Provenance",
    "Reading",
    "Reply",
    "Run",
    "Scale",
    "Score",
    "Skipped",
    "Span",
    "Step",
    "Verdict",
    "plain",
    "plain_value",
]

_AS_IT_IS = frozenset({str, int, float, bool, type(None)})


def plain(thing: Any) -> dict[str, Any]:
    """Return a dataclass of this module as a dictionary of JSON values."""
    return {name: plain_value(getattr(thing, name)) for name in thing.__dataclass_fields__}


def plain_value(value: Any) -> Any:
    """Return a value of such a dataclass as JSON has it."""
    if type(value) in _AS_IT_IS:
        return value
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, list | tuple):
        return [plain_value(each) for each in value]
    if is_dataclass(value):
        return plain(value)
    if isinstance(value, dict):
        return {key: plain_value(each) for key, each in value.items()}
    return value.isoformat() if isinstance(value, date) else value
