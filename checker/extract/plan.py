"""
What is worked out once for a whole document, and kept for as long as its parts are read.

Never here: a call, or anything that a model said.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from checker.anchor import Anchor, Index
from checker.checks import Reference, header, reference
from checker.extract.chunk import Chunk, Outline, chunks, outline
from checker.extract.prefilter import Prefilter
from checker.model import Document, Span

KEPT = 4  # documents


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A document made ready: its sentences, its chunks, and what quotes and claims are held against."""

    outline: Outline
    chunks: tuple[Chunk, ...]
    index: Index
    reference: Reference
    lock: threading.Lock = field(default_factory=threading.Lock)

    def anchor(self, quote: str, near: Sequence[Span]) -> Anchor:
        """Find a quote, in these sentences first; the index makes its maps when it first needs them, for one thread."""
        with self.lock:
            return self.index.find(quote, near=near)


def plan(document: Document, prefilter: Prefilter | None = None) -> Plan:
    """Make a document ready; a pre-filter says which of its sentences are asked about."""
    outlined = outline(document)
    if prefilter:
        outlined = replace(outlined, targets=prefilter.chosen(document, outlined.targets))
    return Plan(
        outline=outlined,
        chunks=tuple(chunks(outlined.targets)),
        index=Index(document.text),
        reference=reference(document, outlined.header),
    )


class Plans:
    """The plans of the documents that were read last; safe to share between threads."""

    def __init__(self, prefilter: Prefilter | None = None, kept: int = KEPT) -> None:
        self._prefilter = prefilter
        self._kept = kept
        self._plans: OrderedDict[tuple[str, str], Plan] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, document: Document) -> Plan:
        """Return a document's plan, made once for all its parts; what is known about it may change in between."""
        key = (document.id, document.sha256)
        with self._lock:
            found = self._plans.get(key) or plan(document, self._prefilter)
            self._plans[key] = found
            self._plans.move_to_end(key)
            while len(self._plans) > self._kept:
                self._plans.popitem(last=False)
        known = header(document)
        if known == found.outline.header:
            return found
        return replace(found, outline=replace(found.outline, header=known), reference=reference(document, known))

    def clear(self) -> None:
        """Let go of all plans."""
        with self._lock:
            self._plans.clear()
