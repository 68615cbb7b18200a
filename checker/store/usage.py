"""
What the model calls of runs have used up: tokens and cost, as far as they are over.

Never here: a cap, a price, or a call itself.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from sqlalchemy import func, select

from checker.store import schema
from checker.store.database import Tx

_CALL = schema.model_call
_AT_ONCE = 1_000  # runs in one query; a database takes only so many parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """What the model calls of a run have used up so far; `unpriced` counts those whose price nobody knows."""

    calls: int = 0  # that were sent
    reused: int = 0  # answers of earlier calls that were taken instead
    input_tokens: int = 0
    output_tokens: int = 0
    known_cost: float = 0.0
    unpriced: int = 0

    @property
    def cost(self) -> float | None:
        """What they cost together; None when one of them has no known price, or none of them counted."""
        if self.reused and not self.calls:
            return 0.0
        return None if self.unpriced or not (self.input_tokens or self.output_tokens) else self.known_cost

    def __add__(self, other: "Used") -> "Used":
        """Return both together."""
        mine, theirs = asdict(self), asdict(other)
        return Used(**{name: mine[name] + theirs[name] for name in mine})


def used(tx: Tx, run_ids: Iterable[str]) -> dict[str, Used]:
    """Return what the calls of these runs have used up, as far as they are over; runs without calls are left out."""
    given, got = func.coalesce(_CALL.c.input_tokens, 0), func.coalesce(_CALL.c.output_tokens, 0)
    query = select(
        _CALL.c.run_id,
        func.count().filter(_CALL.c.sent).label("calls"),
        func.count().filter(_CALL.c.reused).label("reused"),
        func.coalesce(func.sum(given).filter(_CALL.c.sent), 0).label("input_tokens"),
        func.coalesce(func.sum(got).filter(_CALL.c.sent), 0).label("output_tokens"),
        func.coalesce(func.sum(_CALL.c.cost).filter(_CALL.c.sent, given + got > 0), 0.0).label("known_cost"),
        func.count().filter(_CALL.c.sent, _CALL.c.cost.is_(None), given + got > 0).label("unpriced"),
    )
    ids = list(run_ids)
    asked = (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
    found = (row for some in asked for row in tx.execute(query.where(_CALL.c.run_id.in_(some)).group_by(_CALL.c.run_id)))
    return {row.run_id: Used(**{name: getattr(row, name) for name in Used.__slots__}) for row in found}


def unpriced_models(tx: Tx, run_id: str) -> set[str]:
    """Return the models that a run has used tokens of without a known price."""
    sent = (_CALL.c.run_id == run_id) & _CALL.c.sent & _CALL.c.cost.is_(None)
    counted = func.coalesce(_CALL.c.input_tokens, 0) + func.coalesce(_CALL.c.output_tokens, 0) > 0
    return set(tx.scalars(select(_CALL.c.model).where(sent, counted).distinct()))
