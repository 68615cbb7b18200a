"""
The triggers that keep history, texts and copies as they are: whether all of them are still in the database.

Never here: what a guard does; the migrations make them.
"""

from sqlalchemy import text

from checker.store.database import Tx

EXPECTED = {
    "sqlite": frozenset(
        {
            "event_is_never_changed",
            "event_is_never_deleted",
            "event_is_never_replaced",
            "document_text_is_never_changed",
            "document_is_never_replaced",
            "evidence_copy_is_never_changed",
            "evidence_copy_is_never_deleted",
            "evidence_copy_is_never_replaced",
        }
    ),
    "postgresql": frozenset(
        {
            "event_is_never_changed",
            "event_is_never_truncated",
            "document_text_is_never_changed",
            "evidence_copy_is_never_changed",
            "evidence_copy_is_never_truncated",
        }
    ),
}
_NAMES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    # One that was switched off counts as taken out.
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}


def missing(tx: Tx) -> list[str]:
    """Return the guards that somebody has taken out of the database or switched off."""
    found = set(tx.scalars(text(_NAMES[tx.dialect.name])))
    return sorted(EXPECTED[tx.dialect.name] - found)
