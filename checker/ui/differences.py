"""
What people changed in a claim since it was proposed, field by field, the words marked.

Never here: how a finding changed; the history tells that.
"""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from checker.model import Claim, Span
from checker.ui import prose
from checker.ui.lines import Line

_WORD = re.compile(r"\w+|[^\w\s]")


def told(claim: Claim) -> Iterator[Line]:
    """Yield what was proposed and what stands now, where they differ."""
    yield Line(kind="heading", text="Changed from what was proposed")
    changed = claim.differences()
    if not changed:
        yield Line(kind="quiet", text="Nothing; these are the words that were proposed.")
    for name, (old, new) in changed.items():
        gone, came = marked(old, new)
        yield Line(kind="meta", text=prose.FIELDS[name].capitalize())
        yield Line(kind="plain", badge="Proposed", text=old or "nothing", marked=gone)
        yield Line(kind="plain", badge="Now", text=new or "nothing", marked=came)


def marked(old: str, new: str) -> tuple[list[Span], list[Span]]:
    """Return the words that only the old wording has, and those that only the new one has."""
    before, after = (list(_WORD.finditer(words)) for words in (old, new))
    matcher = SequenceMatcher(None, [each.group() for each in before], [each.group() for each in after], autojunk=False)
    changes = [each for each in matcher.get_opcodes() if each[0] != "equal"]
    gone = [Span(before[start].start(), before[end - 1].end()) for _, start, end, _, _ in changes if start < end]
    came = [Span(after[start].start(), after[end - 1].end()) for _, _, _, start, end in changes if start < end]
    return gone, came
