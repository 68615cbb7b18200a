"""
The command that tells what a claim still needs.

Never here: what a step needs.
"""

import sys
from collections.abc import Sequence

import click

from checker.cli.opening import FAILED, opened_desk
from checker.cli.screen import one_line, say
from checker.config import Settings
from checker.words import Status
from checker.workflow import GOALS


@click.command()
@click.argument("claim_ids", nargs=-1, required=True, metavar="CLAIM_ID...")
@click.option(
    "--for",
    "goals",
    type=click.Choice([goal.value for goal in GOALS]),
    multiple=True,
    help="Only for this; leaves 1 where something is missing.",
)
@click.option("--url", default="", help="Where the check is to be published.")
def ready(claim_ids: tuple[str, ...], goals: tuple[str, ...], url: str) -> None:
    """Tell what claims still need to be in review, checked and published.

    \b
    Examples:
      checker ready 3f2a
      checker ready --for published --url https://desk.example/3f2a 3f2a
    """
    from checker import tasks

    settings, is_whole = Settings.load(), True
    with opened_desk(settings) as (desk, user):
        for claim_id in claim_ids:
            needed = tasks.ready(desk, user, claim_id, tasks.publisher(settings), url)
            told: set[str] = set()
            for goal in map(Status, goals or needed):
                is_whole = is_whole and not needed.get(goal)
                _tell(claim_id, goal, needed.get(goal, ()), told)
    if goals and not is_whole:
        sys.exit(FAILED)


def _tell(claim_id: str, goal: Status, sentences: Sequence[str], told: set[str]) -> None:
    """Say what is missing, and each thing once: of a later step only what it needs besides."""
    is_same = bool(told) and told <= {*sentences}
    more = [each for each in sentences if not is_same or each not in told]
    what = "the same is missing" if is_same else "something is missing" if sentences else "nothing is missing"
    say(f"{claim_id}: {goal.replace('_', ' ')}: {what}{', and' if is_same and more else ''}")
    for sentence in more:
        say(f"  {one_line(sentence)}")
    told.update(sentences)
