"""
The seam between a document and whatever finds claims in it: a model, or rules without one.

Never here: LangChain at import, or the store.
"""

from collections.abc import Callable
from typing import Protocol

from checker.config import Settings
from checker.model import Document, Extraction


class Extractor(Protocol):
    """Finds the claims of a document; `progress(done, total)` is called between steps and may raise to stop it."""

    name: str
    model: str | None
    prompt_hash: str | None

    def extract(self, document: Document, progress: Callable[[int, int], None]) -> Extraction:
        """Return what was found; raises ExtractionError if nothing could be asked, EmptyText if there is nothing to ask."""
        ...


def build_extractor(settings: Settings) -> Extractor:
    """Return the extractor that the settings ask for; raises ConfigError or MissingExtra if it cannot be had."""
    if settings.model:
        from checker.extract.chain import ModelChain

        return ModelChain(settings)
    from checker.extract.offline import OfflineExtractor

    return OfflineExtractor()
