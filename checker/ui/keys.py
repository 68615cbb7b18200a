"""
One key for one action: buttons with their keys, pressed at most once for each time that the page was painted.

Never here: what a button does.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any, Literal

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from checker.ui import component

BAR = "bar"
ESCAPE = "Esc"
COMBO = "Ctrl+"  # on a Mac, Cmd does the same

RowKind = Literal["decisions", "more", "choices", "list"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """
    A button and the key that presses it: `A`, `1`, `Esc`, `Ctrl+Enter`, or none.

    After a decisive one nothing more is pressed until the page is painted anew.
    """

    name: str
    key: str
    act: Callable[..., None]
    args: tuple[Any, ...] = ()
    cap: str = ""
    look: Literal["primary", "secondary", "tertiary"] = "secondary"
    decisive: bool = True
    off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Buttons side by side, and what is said above them; `kind` is a class in keys.css."""

    kind: RowKind
    buttons: tuple[Button, ...]
    said: str = ""


@dataclass(slots=True)
class Bar:
    """
    The buttons that were drawn in this run of the page; `bind` makes their keys work.

    Those that are to be there at once, in triage, stand in rows that `bind` draws as one component.
    """

    press: dict[str, str] = field(default_factory=dict)
    combos: dict[str, str] = field(default_factory=dict)
    decisive: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def draw(self, button: Button) -> None:
        """Draw a button with its key beside its name, here and now."""
        name = f"{button.name} `{button.cap}`" if button.cap else button.name
        st.button(name, key=button.key, on_click=button.act, args=button.args, type=button.look, disabled=button.off)
        self._note(button)

    def row(self, *buttons: Button, kind: RowKind = "decisions", said: str = "") -> None:
        """Add a row of buttons, and what is said above it, to those that `bind` draws."""
        self.rows.append(Row(kind=kind, said=said, buttons=buttons))
        for button in buttons:
            self._note(button)

    def _note(self, button: Button) -> None:
        cap = button.cap.lower()
        if cap.startswith(COMBO.lower()):
            self.combos[cap.removeprefix(COMBO.lower())] = button.key
        elif cap:
            self.press["escape" if button.cap == ESCAPE else cap] = button.key
        if button.decisive:
            self.decisive.append(button.key)

    def bind(self, token: str, focus: Mapping[str, str], first: str | None = None) -> None:
        """
        Draw the rows and bind the keys; a new token unlocks them, and `focus` keys lead into the fields with these Streamlit keys.

        The cursor goes to the end of the field `first` by itself, once.
        """
        data = {
            "token": token,
            "press": self.press,
            "combos": self.combos,
            "focus": dict(focus),
            "decisive": self.decisive,
            "first": first,
            "rows": [_shown(row) for row in self.rows],
        }
        key = BAR if self.rows else "key_layer"
        _layer()(key=key, data=data, height="content", on_pressed_change=partial(_press, tuple(self._own())))

    def _own(self) -> Iterator[Button]:
        for row in self.rows:
            yield from row.buttons


def _shown(row: Row) -> dict[str, object]:
    buttons = [
        {"key": each.key, "name": each.name, "cap": each.cap, "look": each.look, "off": each.off} for each in row.buttons
    ]
    return {"kind": row.kind, "said": row.said, "buttons": buttons}


def _press(buttons: tuple[Button, ...]) -> None:
    """Do what the button does that the browser names, if it is one of these and can be pressed."""
    named = st.session_state[BAR].get("pressed")
    for each in buttons:
        if each.key == named and not each.off:
            each.act(*each.args)


@cache
def _layer() -> ComponentRenderer:
    return component.make("keys", "<div class='rows'></div>", parts=("buttons",))
