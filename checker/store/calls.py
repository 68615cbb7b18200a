"""
Model calls in the store: written down before they go out, and again with what came of them; what was sent is never deleted.

Never here: a call, or what may still be spent.
"""

from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, func, literal, select

from checker.budget import Spent
from checker.model import ModelCall, Run
from checker.store import outlays, schema
from checker.store.database import Tx
from checker.words import OnItsWay, Outcome

PENDING, INTERRUPTED = OnItsWay.PENDING, OnItsWay.INTERRUPTED
_NAMES = tuple(each.name for each in fields(ModelCall))

# Made once: to build a statement takes longer than to carry it out.
_TABLE, _RUN = schema.model_call, schema.run
_others = _TABLE.alias()
_OF_RUN = _TABLE.c.run_id == bindparam("of_run")
_THIS = _OF_RUN & (_TABLE.c.position == bindparam("at_position"))
_THIS_TRY = _OF_RUN & (_TABLE.c.tries == bindparam("of_try"))
_NEXT = select(func.coalesce(func.max(_others.c.position) + 1, 0)).where(_others.c.run_id == bindparam("of_run"))
_TRIES = select(_RUN.c.tries).where(_RUN.c.id == bindparam("of_run"))
_WORDLESS = [literal("").label(each.name) if each.name in {"raw", "message"} else each for each in _TABLE.c]
_ADD = _TABLE.insert().values(position=_NEXT.scalar_subquery(), tries=_TRIES.scalar_subquery()).returning(_TABLE.c.position)
_ANSWER = _TABLE.update().where(_THIS)
_WITHDRAW = _TABLE.delete().where(_THIS, _TABLE.c.outcome == PENDING)
_INTERRUPT = _TABLE.update().where(_OF_RUN, _TABLE.c.key == bindparam("asked"), _TABLE.c.outcome == PENDING)
_RECALL = select(_TABLE).where(_TABLE.c.key == bindparam("asked"), _TABLE.c.outcome == Outcome.OK, ~_TABLE.c.reused)
_NEWEST = _RECALL.order_by(_TABLE.c.at.desc()).limit(1)
_ASKED_ELSEWHERE = (
    select(_TABLE.c.position)
    .join(_RUN, _RUN.c.id == _TABLE.c.run_id)
    .where(_TABLE.c.key == bindparam("asked"), _TABLE.c.outcome == PENDING, _TABLE.c.run_id != bindparam("of_run"))
    .where(_TABLE.c.at >= bindparam("since"), ~_RUN.c.by_batch)
    .limit(1)
)
_FIND = select(_TABLE).where(_THIS)
_ALL = select(_TABLE).where(_OF_RUN).order_by(_TABLE.c.position)
_MADE = select(*_WORDLESS).where(_THIS_TRY).order_by(_TABLE.c.position)
_CAME = select(_TABLE).where(_THIS_TRY, _TABLE.c.outcome.not_in(tuple(OnItsWay))).order_by(_TABLE.c.position)
_CAME_OF_KEY = _CAME.where(_TABLE.c.key == bindparam("asked"))


def add(tx: Tx, run_id: str, call: ModelCall, counted: Spent) -> ModelCall:
    """Write down a call behind those that its run has made; return it with its position."""
    values = _values(call, counted)
    position = tx.scalar(_ADD, values | {"run_id": run_id, "of_run": run_id})
    return replace(call, position=position or 0)


def answered(tx: Tx, run_id: str, call: ModelCall, counted: Spent) -> None:
    """Write down what came of a call that was on its way."""
    tx.execute(_ANSWER, _values(call, counted) | {"of_run": run_id, "at_position": call.position})


def withdraw(tx: Tx, run_id: str, position: int) -> None:
    """Take back a call that was written down and not sent."""
    tx.execute(_WITHDRAW, {"of_run": run_id, "at_position": position})


def interrupt(tx: Tx, run_id: str, key: str) -> None:
    """Note that calls of this run with this key were on their way when their worker ended."""
    tx.execute(_INTERRUPT, {"of_run": run_id, "asked": key, "outcome": INTERRUPTED, "sent": True})


def recall(tx: Tx, key: str) -> ModelCall | None:
    """Return the newest good answer to just this question, whoever asked it."""
    row = tx.execute(_NEWEST, {"asked": key}).first()
    return _call(row) if row else None


def find(tx: Tx, run_id: str, position: int) -> ModelCall | None:
    """Return one call of a run, if it is there."""
    row = tx.execute(_FIND, {"of_run": run_id, "at_position": position}).first()
    return _call(row) if row else None


def of_run(tx: Tx, run_id: str) -> list[ModelCall]:
    """Return the model calls of a run in their order."""
    return [_call(row) for row in tx.execute(_ALL, {"of_run": run_id})]


def came_to_run(tx: Tx, run: Run, key: str | None = None) -> list[ModelCall]:
    """Return what has come of the calls of this try of a run, or of those with one key, in their order."""
    query = _CAME_OF_KEY if key else _CAME
    return [_call(row) for row in tx.execute(query, {"of_run": run.id, "of_try": run.tries, "asked": key})]


def made_by(tx: Tx, run: Run) -> list[ModelCall]:
    """Return the calls of this try of a run in their order, without the words that came back."""
    return [_call(row) for row in tx.execute(_MADE, {"of_run": run.id, "of_try": run.tries})]


def is_asked_elsewhere(tx: Tx, run_id: str, key: str, since: datetime) -> bool:
    """Whether just this question of another run went out since then and is on its way; a batch may be so for a day."""
    return tx.execute(_ASKED_ELSEWHERE, {"of_run": run_id, "asked": key, "since": since}).first() is not None


def spent_by(tx: Tx, run_id: str) -> Spent:
    """Return what a run has used up, with what is set aside for its calls under way."""
    return _spent(tx, schema.model_call.c.run_id == run_id)


def spent_since(tx: Tx, moment: datetime) -> Spent:
    """Return what everybody has used up since then, with what is set aside for calls under way."""
    return _spent(tx, schema.model_call.c.at >= moment) + outlays.spent_since(tx, moment)


def under_way(tx: Tx, since: datetime, run_id: str | None = None) -> int:
    """Return how many calls that went out since then, of one run or of everybody, are on their way."""
    table = schema.model_call
    pending = select(func.count()).select_from(table).where(table.c.outcome == PENDING, table.c.at >= since)
    if run_id is not None:
        return tx.scalar(pending.where(table.c.run_id == run_id)) or 0
    return (tx.scalar(pending) or 0) + outlays.under_way(tx, since)


def _spent(tx: Tx, which: ColumnElement[bool]) -> Spent:
    table = schema.model_call
    unpriced = func.count().filter(table.c.cost.is_(None), ~table.c.reused, table.c.counted_tokens > 0)
    query = select(func.sum(table.c.counted_tokens), func.sum(table.c.counted_cost), unpriced).where(which)
    tokens, cost, unknown = tx.execute(query).one()
    return Spent(tokens=tokens or 0, cost=cost or 0.0, unpriced=unknown)


def _values(call: ModelCall, counted: Spent) -> dict[str, Any]:
    values = {name: getattr(call, name) for name in _NAMES if name != "position"}
    return values | {"counted_tokens": counted.tokens, "counted_cost": counted.cost}


def _call(row: Row[Any]) -> ModelCall:
    known = row._asdict()
    return ModelCall(**{name: known[name] for name in _NAMES})
