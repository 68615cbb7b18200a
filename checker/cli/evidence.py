"""
The commands that keep copies of what was consulted and look at the links again.

Never here: fetching, or what a look finds.
"""

import sys
from typing import TYPE_CHECKING

import click

from checker.cli.opening import FAILED, opened_desk
from checker.cli.screen import complain, one_line, say
from checker.config import Settings

if TYPE_CHECKING:
    from checker.auth import User
    from checker.decisions import Desk
    from checker.model import Claim

FOUND_WELL = ("there", "unread")


@click.group()
def evidence() -> None:
    """Keep copies of the sources of findings, and look at their links again.

    \b
    Examples:
      checker evidence copy 3f2a
      checker evidence links
    """


@evidence.command()
@click.argument("claim_ids", nargs=-1, required=True, metavar="CLAIM_ID...")
@click.option("--url", "urls", multiple=True, help="Only this source; all of them if left out.")
@click.option("--again", is_flag=True, help="Also those of which there is a copy.")
def copy(claim_ids: tuple[str, ...], urls: tuple[str, ...], again: bool) -> None:
    """Fetch the sources of a finding and keep their text with its SHA-256.

    A source that cannot be had is named with the reason; nothing of it is kept. Leaves 1 when there was one.

    \b
    Examples:
      checker evidence copy 3f2a
      checker evidence copy --url https://stats.example.org/2026 --again 3f2a
    """
    from checker.store import claims

    settings = Settings.load()
    with opened_desk(settings) as (desk, user):
        with desk.store.read() as tx:
            wanted = [claims.get(tx, claim_id) for claim_id in claim_ids]
        results = [_copied(desk, settings, user, each, url) for each in wanted for url in urls or _sources(desk, each, again)]
    if not results:
        say("There is no source to keep a copy of, or each has one; --again keeps newer ones.")
    if not all(results):
        sys.exit(FAILED)


def _sources(desk: "Desk", claim: "Claim", again: bool) -> list[str]:
    from checker import tasks
    from checker.store import copies

    with desk.store.read() as tx:
        there = copies.newest(tx, claim.id)
    return [url for url in tasks.source_urls(claim) if again or url not in there]


def _copied(desk: "Desk", settings: Settings, user: "User", claim: "Claim", url: str) -> bool:
    from checker import tasks
    from checker.errors import InputError

    try:
        kept = tasks.keep_copy(desk, settings, user, claim.id, url)
    except InputError as error:
        complain(one_line(f"{claim.id}: no copy: {error}"))
        return False
    what = "copy kept" if kept.is_new else "still has the words of the copy kept before"
    say(one_line(f"{claim.id}: {url}: {what} (SHA-256 {kept.copy.sha256})"))
    return True


@evidence.command()
@click.argument("claim_ids", nargs=-1, metavar="[CLAIM_ID...]")
def links(claim_ids: tuple[str, ...]) -> None:
    """Look at the links of findings again: there, changed, gone, not reached, or refused.

    Without a claim, all that are checked or published are looked at. What was found stands beside each source; no finding is
    changed by it. Leaves 1 when a link is anything but there.

    \b
    Examples:
      checker evidence links
      checker evidence links 3f2a 77b0
    """
    from checker import tasks
    from checker.store import claims
    from checker.words import Status

    settings, well = Settings.load(), True
    with opened_desk(settings) as (desk, user):
        with desk.store.read() as tx:
            complete = claims.Filter(statuses=(Status.CHECKED, Status.PUBLISHED))
            wanted = claim_ids or tuple(claim.id for claim in claims.stream(tx, complete))
        for claim_id in wanted:
            for look in tasks.look_at_links(desk, settings, user, claim_id):
                well = well and look.state in FOUND_WELL
                say(one_line(f"{claim_id}: {look.state.replace('_', ' ')}: {look.url}: {look.said}"))
    if not well:
        sys.exit(FAILED)
