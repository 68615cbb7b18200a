"""What the tool does with documents from end to end: the one place where reading, storing, extracting, exporting are joined."""

from checker.tasks.extraction import extract_again, extraction_work, finish_runs, start_worker, work_off
from checker.tasks.intake import Ingested, Metadata, correct_document, ingest, load_samples, summary, unread
from checker.tasks.output import extract_only, publisher, records
from checker.tasks.setup import local_user, new_id, open_desk
from checker.tasks.sources import expand, limits, read_bytes, read_source, read_text, read_url, sample_files

__all__ = [
    "Ingested",
    "Metadata",
    "correct_document",
    "expand",
    "extract_again",
    "extract_only",
    "extraction_work",
    "finish_runs",
    "ingest",
    "limits",
    "load_samples",
    "local_user",
    "new_id",
    "open_desk",
    "publisher",
    "read_bytes",
    "read_source",
    "read_text",
    "read_url",
    "records",
    "sample_files",
    "start_worker",
    "summary",
    "unread",
    "work_off",
]
