"""
What the keys of triage do and what the marks in the text mean, for whoever asks with `?`.

Never here: a key that does anything.
"""

from collections.abc import Iterator

from checker.ui.lines import Line

KEYS = (
    ("A", "accept the claim as it stands"),
    ("E", "edit it; Ctrl+Enter saves and accepts, Esc leaves and keeps the draft"),
    ("X", "reject it; then 1 to 9 for the reason, Esc to go back"),
    ("S", "skip it for now"),
    ("Z", "put it away: then 1 for an hour, 2 until tomorrow, 3 until Monday"),
    ("P", "split it into several claims; Ctrl+Enter when each stands on its own line"),
    ("D", "take it for the same as another claim of this document; then 1 to 9 for which"),
    ("U", "undo, several steps back; a claim that you added is withdrawn"),
    ("B", "look back at the claim decided or passed before, several back; F forward, U undoes it, Esc goes on"),
    ("N", "write a note; Esc leaves the field, and the note is saved"),
    ("G", "show or hide the sentences that were left out, and why"),
    ("L", "step to the next of them, those with a figure first; Shift+L steps back, Esc lets go"),
    ("M", "make a claim of it, or of the words selected in the text"),
    ("F6", "go into the text and back: arrows select a word or a sentence, with Shift more of them"),
    ("Q", "in an edit: put the words selected in the text into the quote"),
    ("?", "show or hide these keys"),
)
MARKS = (
    ("amber", "the claim at hand; in a dashed frame: the text says it again"),
    ("grey line", "a claim that waits; dashed: said again"),
    ("thick line", "accepted"),
    ("double line", "checked or published"),
    ("dotted line", "rejected or retracted"),
    ("! and a waved line", "left out, though it holds a figure that could be checked (G or L)"),
    ("hatched", "not read: the model gave no answer"),
)


def told() -> Iterator[Line]:
    """Yield every key and every mark, each with what it means."""
    for title, named in (("Keys", KEYS), ("Marks in the text", MARKS)):
        yield Line(kind="strong", text=title)
        yield from (Line(kind="meta", badge=name, text=what) for name, what in named)
