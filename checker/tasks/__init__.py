"""What the tool does with documents from end to end: the one place where reading, storing, extracting, exporting are joined."""

from checker.tasks.archive import Archived, archive_reviews, checked_elsewhere, look_through_reviews, search_archive
from checker.tasks.copies import Kept, addresses, keep_copy, look_at_links, source_urls
from checker.tasks.errands import call_off, send_for
from checker.tasks.extraction import ExtractionWork, extract_again, run_worker, work_off
from checker.tasks.importing import import_claims
from checker.tasks.intake import Ingested, Metadata, correct_document, ingest, load_samples, make_document, summary, unread
from checker.tasks.output import (
    Expected,
    Extracted,
    corrections,
    corrections_log,
    estimate_only,
    extract_only,
    gold,
    hold_to_known,
    packed,
    publisher,
    record_fields,
    records,
    to_export,
    whole,
    written,
)
from checker.tasks.own_records import Tally, import_own, look_through
from checker.tasks.publishing import publish, ready
from checker.tasks.setup import local_user, new_id, open_desk
from checker.tasks.sources import expand, limits, read_bytes, read_source, read_text, read_url, sample_files
from checker.tasks.taking_in import Source
from checker.tasks.worker import Background, start_worker

__all__ = [
    "Archived",
    "Background",
    "Expected",
    "Extracted",
    "ExtractionWork",
    "Ingested",
    "Kept",
    "Metadata",
    "Source",
    "Tally",
    "addresses",
    "archive_reviews",
    "call_off",
    "checked_elsewhere",
    "correct_document",
    "corrections",
    "corrections_log",
    "estimate_only",
    "expand",
    "extract_again",
    "extract_only",
    "gold",
    "hold_to_known",
    "import_claims",
    "import_own",
    "ingest",
    "keep_copy",
    "limits",
    "load_samples",
    "local_user",
    "look_at_links",
    "look_through",
    "look_through_reviews",
    "make_document",
    "new_id",
    "open_desk",
    "packed",
    "publish",
    "publisher",
    "read_bytes",
    "read_source",
    "read_text",
    "read_url",
    "ready",
    "record_fields",
    "records",
    "run_worker",
    "sample_files",
    "search_archive",
    "send_for",
    "source_urls",
    "start_worker",
    "summary",
    "to_export",
    "unread",
    "whole",
    "work_off",
    "written",
]
