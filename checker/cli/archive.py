"""
The commands around the archive of checks that others published: looked through, filled, searched.

Never here: what a ClaimReview must hold, or how the archive is searched.
"""

import hashlib
import sys
from io import BufferedReader
from typing import TYPE_CHECKING

import click

from checker.cli.opening import FAILED, opened_desk
from checker.cli.screen import complain, one_line, say, say_data
from checker.config import Settings

if TYPE_CHECKING:
    from checker.model import ArchivedCheck
    from checker.tasks import Archived

TOLD = 20  # places that are left out


@click.group()
def archive() -> None:
    """Search the checks that others published, which `checker import` has put into the archive.

    \b
    Examples:
      checker import --yes claimreviews.json
      checker archive search unemployment 2026
    """


@archive.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 1_000), default=20, show_default=True, help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line instead of sentences.")
def search(words: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Print the checks of others that hold all these words, those imported last first.

    \b
    Examples:
      checker archive search rents Harbourtown
      checker archive search --json --limit 100 inflation
    """
    from checker import tasks
    from checker.model import plain

    with opened_desk(Settings.load()) as (desk, _user):
        found = tasks.search_archive(desk, " ".join(words), limit)
    for check in found:
        if as_json:
            say_data(plain(check))
        else:
            say(one_line(told(check)))
    if not found:
        complain("No check of others holds all these words.")


def told(check: "ArchivedCheck") -> str:
    """Return a check of others in a line."""
    who = f" ({check.claimant})" if check.claimant else ""
    day = f", {check.published_at}" if check.published_at else ""
    return f"{check.verdict} – {check.publisher}{day}: {check.claim}{who} {check.url}"


def import_reviews(file: BufferedReader, name: str, *, yes: bool) -> None:
    """Say what a file of ClaimReviews would put into the archive, and put it there where that is wanted."""
    from checker import tasks

    with opened_desk(Settings.load()) as (desk, user):
        if yes:
            source = tasks.Source(name=name, sha256=hashlib.file_digest(file, "sha256").hexdigest())
            file.seek(0)
            found = tasks.archive_reviews(desk, user, file, source)
        else:
            found = tasks.look_through_reviews(desk, user, file, name)
    _tell(found)
    if yes:
        say(f"{found.new:,} checks of others were put into the archive, apart from your own records.")
    elif found.new:
        say("Nothing was imported yet. Run it again with --yes to put them into the archive, apart from your own records.")
    if found.left:
        sys.exit(FAILED)


def _tell(found: "Archived") -> None:
    for check in found.first:
        say(one_line(told(check)))
    for each in found.left_out[:TOLD]:
        complain(one_line(f"{each.place}: left out, {each.rule}: {each.why}"))
    if found.left > TOLD:
        complain(f"and {found.left - TOLD:,} more.")
    for rule, number in sorted(found.broken.items()):
        complain(f"{rule}: broken by {number:,} that are taken all the same; checker lint says where.")
    say(f"New: {found.new:,}; in the archive already: {found.known:,}; left out: {found.left:,}.")
