"""
The command that proves the history.

Never here: a check.
"""

import sys

import click

from checker.cli.opening import FAILED, opened_desk
from checker.cli.screen import complain, say
from checker.config import Settings

MOST = 100  # problems that are named


@click.command()
@click.option("--seal", help="A seal that was noted earlier; it must still be in the history.")
def verify(seal: str | None) -> None:
    """Prove that history, claims and documents are as they were written; name what is not.

    Every line of the history carries the hash of the line before. The hash of the newest is the seal: note it elsewhere, and a
    later --seal proves that nothing before it was changed, cut off or written anew.

    \b
    Examples:
      checker verify
      checker verify --seal 9f86d081884c7d65
    """
    from itertools import islice

    from checker.store import events
    from checker.verifying import noted, problems

    with opened_desk(Settings.load()) as (desk, _user), desk.store.read() as tx:
        found = list(islice(problems(tx), MOST + 1))
        if seal and not noted(tx, seal):
            found.insert(
                0, f"No line of the history has the seal {seal}: lines were cut off or written anew since it was noted."
            )
        number, newest = events.count(tx), events.seal(tx)
    for problem in found[:MOST]:
        complain(problem)
    if len(found) > MOST:
        complain(f"and more; only the first {MOST} are named.")
    if found:
        sys.exit(FAILED)
    say(f"{number:,} lines of history, and the claims and documents that they tell of, are as they were written.")
    say(f"Seal: {newest}")
