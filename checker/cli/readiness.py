"""
The command that tells what a claim still needs.

Never here: what a step needs.
"""

import sys

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
            for goal in map(Status, goals or needed):
                sentences = needed.get(goal, ())
                is_whole = is_whole and not sentences
                say(f"{claim_id}: {goal.replace('_', ' ')}: {'something' if sentences else 'nothing'} is missing")
                for sentence in sentences:
                    say(f"  {one_line(sentence)}")
    if goals and not is_whole:
        sys.exit(FAILED)
