"""
One key for one action: buttons with their keys, pressed at most once for each time that the page was painted.

Never here: what a button does.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from checker.ui import component

ESCAPE = "Esc"
COMBO = "Ctrl+"  # on a Mac, Cmd does the same


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


@dataclass(slots=True)
class Bar:
    """The buttons that were drawn in this run of the page; `bind` makes their keys work."""

    press: dict[str, str] = field(default_factory=dict)
    combos: dict[str, str] = field(default_factory=dict)
    decisive: list[str] = field(default_factory=list)

    def draw(self, button: Button) -> None:
        """Draw a button with its key beside its name."""
        name = f"{button.name} `{button.cap}`" if button.cap else button.name
        st.button(name, key=button.key, on_click=button.act, args=button.args, type=button.look, disabled=button.off)
        cap = button.cap.lower()
        if cap.startswith(COMBO.lower()):
            self.combos[cap.removeprefix(COMBO.lower())] = button.key
        elif cap:
            self.press["escape" if button.cap == ESCAPE else cap] = button.key
        if button.decisive:
            self.decisive.append(button.key)

    def bind(self, token: str, focus: Mapping[str, str], first: str | None = None) -> None:
        """
        Bind the keys; a new token unlocks them, and `focus` keys lead into the fields with these Streamlit keys.

        The cursor goes to the end of the field `first` by itself, once.
        """
        data = {
            "token": token,
            "press": self.press,
            "combos": self.combos,
            "focus": dict(focus),
            "decisive": self.decisive,
            "first": first,
        }
        _layer()(key="key_layer", data=data, height="content")


@cache
def _layer() -> ComponentRenderer:
    return component.make("keys")
