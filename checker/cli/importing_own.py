"""
An own export is shown, and taken in once that was seen.

Never here: what is taken in, or why a line is not.
"""

import hashlib
import sys
from collections.abc import Sequence
from io import BufferedReader
from typing import TYPE_CHECKING

from checker.cli.opening import FAILED, opened_desk
from checker.cli.screen import complain, one_line, say
from checker.config import Settings

if TYPE_CHECKING:
    from checker.export.own_lines import Fault
    from checker.tasks import Tally

TOLD = 20  # lines that are wrong, or differ


def import_own(file: BufferedReader, name: str, *, yes: bool) -> None:
    """Say what an own export holds against this desk, and take it in where that is wanted and nothing is wrong."""
    from checker import tasks

    settings = Settings.load()
    context = tasks.publisher(settings)
    with opened_desk(settings) as (desk, user):
        if yes:
            source = tasks.Source(name=name, sha256=hashlib.file_digest(file, "sha256").hexdigest())
            file.seek(0)
            tally = tasks.import_own(desk, user, file, context, source)
        else:
            tally = tasks.look_through(desk, user, file, context)
    _tell(tally)
    if tally.wrong:
        complain("Nothing was imported.")
    elif yes:
        say(f"Imported: {_counted(tally.new)}.")
    elif tally.new.total():
        say("Nothing was imported yet. Run it again with --yes to import them.")
    if tally.wrong or tally.differing:
        sys.exit(FAILED)


def _tell(tally: "Tally") -> None:
    _lines(tally.faults, tally.wrong)
    _lines(tally.conflicts, tally.differing)
    parts = (f"New: {_counted(tally.new)}", f"here already: {_counted(tally.same)}", f"here and different: {tally.differing:,}")
    say(f"{'; '.join(parts)}; wrong lines: {tally.wrong:,}.")


def _lines(told: Sequence["Fault"], number: int) -> None:
    for each in told[:TOLD]:
        complain(one_line(f"line {each.line}: {each.why}"))
    if number > TOLD:
        complain(f"and {number - TOLD:,} more.")


def _counted(counter: "dict[str, int]") -> str:
    return ", ".join(f"{counter.get(name, 0):,} {name}" for name in ("documents", "claims"))
