"""
How a database goes about a question: the plan that it makes of each statement that a function sends.

Never here: a test.
"""

from collections.abc import Callable

from sqlalchemy import event

from checker.store import Tx


def plans(tx: Tx, ask: Callable[[Tx], object]) -> list[str]:
    """Return the lines of the plans of all that this function asks of SQLite, as with the values that it asks with."""
    return [line for statement, values in asked(tx, ask) for line in _plan(tx, statement, values)]


def asked(tx: Tx, ask: Callable[[Tx], object]) -> list[tuple[str, tuple[object, ...]]]:
    """Return what this function asks, with its values."""
    seen: list[tuple[str, tuple[object, ...]]] = []

    def remember(_connection: object, _cursor: object, statement: str, values: tuple[object, ...], *_more: object) -> None:
        seen.append((statement, values))

    event.listen(tx, "before_cursor_execute", remember)
    try:
        ask(tx)
    finally:
        event.remove(tx, "before_cursor_execute", remember)
    return seen


def _plan(tx: Tx, statement: str, values: tuple[object, ...]) -> list[str]:
    return [row.detail for row in tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
