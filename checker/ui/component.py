"""
How a component of this desk is made: from plain script and style files, without a build.

Never here: what a component does.
"""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

FOLDER = Path(__file__).parent / "components"


def make(name: str, html: str = "<div></div>", *, parts: Sequence[str] = ()) -> ComponentRenderer:
    """
    Return the component whose script, and style if there is one, stand in `components/` under this name.

    `parts` are the names of scripts that stand in front of its own, in the same module.
    """
    style = FOLDER / f"{name}.css"
    return st.components.v2.component(
        f"checker_{name}",
        html=html,
        css=style.read_text(encoding="utf-8") if style.exists() else None,
        js="\n".join((FOLDER / f"{each}.js").read_text(encoding="utf-8") for each in (*parts, name)),
    )
