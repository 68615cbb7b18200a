"""
What an extractor brought for one labelled document, and what it took to get it.

Never here: a label, or a measure.
"""

from dataclasses import dataclass

from checker.model import Extraction, ModelCall


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """One document as an extractor left it; `failed` says why there is nothing, where that is an error."""

    document_id: str
    sha256: str  # of the document's text
    extraction: Extraction
    calls: tuple[ModelCall, ...]
    seconds: float
    failed: str = ""
