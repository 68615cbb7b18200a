"""
The evidence rows of one finding while somebody writes them: what stands in their fields, and in which order.

Never here: how a row looks, or what saves it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import fields as fields_of
from datetime import date
from typing import Any

import streamlit as st

from checker.model import Evidence
from checker.ui.drafts import Field
from checker.ui.session import desk
from checker.words import EvidenceKind, Stance

WORDS = {
    "url": "address",
    "title": "title",
    "publisher": "publisher",
    "quote": "quote",
    "locator": "place",
    "archived_url": "archived copy",
}
FIELDS = tuple(each.name for each in fields_of(Evidence))


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """A row that was taken out, and where it stood."""

    position: int
    row: Evidence


def key(claim_id: str, number: int, name: str) -> str:
    """Return the session key of a field of one evidence row."""
    return f"source_{claim_id}_{number}_{name}"


def rows(claim_id: str) -> list[int]:
    """Return the evidence rows in their order, each by its number."""
    found: list[int] = st.session_state[_rows(claim_id)]
    return found


def row(claim_id: str, number: int) -> Evidence:
    """Return what stands in one evidence row."""
    return Evidence(**{name: _value(claim_id, number, name) for name in FIELDS})


def written(claim_id: str) -> tuple[Evidence, ...]:
    """Return the rows in which something was written."""
    found = (row(claim_id, number) for number in rows(claim_id))
    return tuple(each for each in found if _is_written(each))


def live(claim_id: str, typed: Mapping[str, str]) -> tuple[Evidence, ...]:
    """Return the rows as they would be with the words that are just being typed."""
    stand = [*written(claim_id), Evidence(url="")]
    now = (replace(each, **_typed(number, typed)) for number, each in enumerate(stand))
    return tuple(each for each in now if _is_written(each))


def _typed(position: int, typed: Mapping[str, str]) -> dict[str, Any]:
    return {name: typed[at] for name in WORDS if (at := f"evidence/{position}/{name}") in typed}


def fields(claim_id: str, stored: Sequence[Evidence]) -> Iterator[Field]:
    """Yield the fields of all rows; a row is named by its place among those in which something is written."""
    position = 0
    for number in rows(claim_id):
        saved = stored[position] if position < len(stored) else Evidence(url="")
        for name, shown in WORDS.items():
            yield Field(
                name=f"evidence/{position}/{name}",
                shown=f"{shown} of source {position + 1}",
                key=key(claim_id, number, name),
                standing=getattr(saved, name),
            )
        position += _is_written(row(claim_id, number))


def make_room(claim_id: str, names: Collection[str]) -> None:
    """Put an empty row at the end if one of these names is of the row that would come next."""
    following = f"evidence/{len(written(claim_id))}/"
    if any(name.startswith(following) for name in names) and len(written(claim_id)) == len(rows(claim_id)):
        add(claim_id)


def fill(claim_id: str, evidence: Sequence[Evidence]) -> None:
    """Put these in place of all rows; fields that were drawn before are not used again, so that none keeps its words."""
    first = max(st.session_state.get(_rows(claim_id), ()), default=-1) + 1
    numbers = range(first, first + len(evidence))
    for number, each in zip(numbers, evidence, strict=True):
        _fill(claim_id, number, each)
    st.session_state[_rows(claim_id)] = list(numbers)


def add(claim_id: str) -> None:
    """Put an empty evidence row, accessed today, at the end."""
    number = _fresh(claim_id)
    _fill(claim_id, number, Evidence(url="", accessed_at=desk().now().date()))
    st.session_state[_rows(claim_id)] = [*rows(claim_id), number]


def remove(claim_id: str, number: int) -> None:
    """Take an evidence row out; it can be put back."""
    gone = Removed(position=rows(claim_id).index(number), row=row(claim_id, number))
    st.session_state[_rows(claim_id)] = [each for each in rows(claim_id) if each != number]
    if _is_written(gone.row):
        st.session_state[_gone(claim_id)] = (*removed(claim_id), gone)


def removed(claim_id: str) -> tuple[Removed, ...]:
    """Return the rows that were taken out in this session, the last one at the end."""
    found: tuple[Removed, ...] = st.session_state.get(_gone(claim_id), ())
    return found


def put_back(claim_id: str) -> None:
    """Put the row that was taken out last back where it stood."""
    *earlier, last = removed(claim_id)
    number, order = _fresh(claim_id), list(rows(claim_id))
    _fill(claim_id, number, last.row)
    order.insert(last.position, number)
    st.session_state[_rows(claim_id)] = order
    st.session_state[_gone(claim_id)] = tuple(earlier)


def lift(claim_id: str, number: int) -> None:
    """Put an evidence row before the one above it."""
    order = list(rows(claim_id))
    at = order.index(number)
    order.insert(max(at - 1, 0), order.pop(at))
    st.session_state[_rows(claim_id)] = order


def _is_written(each: Evidence) -> bool:
    return any(getattr(each, name).strip() for name in WORDS)


def _fresh(claim_id: str) -> int:
    number: int = max([*rows(claim_id), st.session_state.get(_last(claim_id), -1)], default=-1) + 1
    return number


def _fill(claim_id: str, number: int, evidence: Evidence) -> None:
    st.session_state[_last(claim_id)] = number
    for name in FIELDS:
        st.session_state[key(claim_id, number, name)] = getattr(evidence, name)


def _rows(claim_id: str) -> str:
    return f"rows_{claim_id}"


def _gone(claim_id: str) -> str:
    return f"rows_removed_{claim_id}"


def _last(claim_id: str) -> str:
    return f"rows_last_{claim_id}"


def _value(claim_id: str, number: int, name: str) -> Any:
    value = st.session_state.get(key(claim_id, number, name))
    if name in WORDS:
        return value or ""
    if name == "kind":
        return EvidenceKind(value or EvidenceKind.SECONDARY)
    if name == "stance":
        return Stance(value or Stance.NEITHER)
    return value if isinstance(value, date) else None
