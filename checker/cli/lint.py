"""
The command that holds anybody's ClaimReviews against the rules of the field.

Never here: a rule, or how a file is read.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from checker.cli.opening import FAILED
from checker.cli.screen import complain, one_line, say, say_data

if TYPE_CHECKING:
    from checker.export.lint import Surroundings, Violation
    from checker.export.linting import Linted

STDIN = "-"
KEYS = ("rule", "level", "where", "what", "expected", "todo")


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--publisher-url", default="", help="Whose checks these are; their addresses must then be on this host.")
@click.option("--errors-only", is_flag=True, help="Leave out warnings.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line instead of sentences.")
def lint(paths: tuple[str, ...], publisher_url: str, errors_only: bool, as_json: bool) -> None:
    """Check ClaimReviews in files and folders against the rules of the field.

    Reads JSON, JSON Lines, DataFeeds, and JSON-LD inside HTML; - is standard input. Each finding says file, record, rule,
    what is there, what was expected and what to do. Leaves 1 when there is an error; warnings alone leave 0.

    \b
    Examples:
      checker lint reviews.json
      checker lint --publisher-url https://desk.example site/
      checker export --format claimreview | checker lint --json -
    """
    from datetime import UTC, datetime

    from checker.export.lint import Surroundings

    around = Surroundings(publisher_url=publisher_url, today=datetime.now(UTC).date())
    tally: Counter[str] = Counter()
    for path, is_named in _files(paths):
        tally["file"] += 1
        for each in _linted(path, around):
            tally["ClaimReview"] += each.is_review
            for violation in each.violations or _nothing(each, is_named=is_named):
                tally[violation.level] += 1
                if not errors_only or violation.level == "error":
                    _tell(path, each.place, violation, as_json=as_json)
    complain(_sum(tally))
    if tally["error"]:
        sys.exit(FAILED)


def _files(paths: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """Every file that is meant, and whether it was named itself."""
    from checker.export.reviews import SUFFIXES

    for given in paths:
        if given == STDIN or not Path(given).is_dir():
            yield given, True
            continue
        inside = (each for each in Path(given).rglob("*") if each.suffix.lower() in SUFFIXES and each.is_file())
        yield from ((str(each), False) for each in sorted(inside))


def _linted(path: str, around: "Surroundings") -> Iterator["Linted"]:
    from checker.export.linting import lint_file, unreadable

    if path == STDIN:
        yield from lint_file(sys.stdin.buffer, path, around)
        return
    try:
        with Path(path).open("rb") as file:
            yield from lint_file(file, path, around)
    except OSError as error:
        yield unreadable("file", f"It cannot be read: {error.strerror or error}. Give a file or a folder that can")


def _nothing(each: "Linted", *, is_named: bool) -> Sequence["Violation"]:
    """A page without a ClaimReview is an error only where the page was named."""
    from checker.export.linting import unreadable

    return () if each.is_review or not is_named else unreadable(each.place, "It holds no ClaimReview.").violations


def _tell(path: str, place: str, violation: "Violation", *, as_json: bool) -> None:
    if as_json:
        row: dict[str, Any] = {key: getattr(violation, key) for key in KEYS}
        say_data({"file": path, "record": place, **row})
        return
    level = f"{violation.level} {violation.rule}"
    what = violation.what if violation.where == place else f"{violation.where} {violation.what}"
    say(one_line(f"{path}: {place}: {level}: {what}; expected: {violation.expected}. {violation.todo}."))


def _sum(tally: Counter[str]) -> str:
    reviews, files, errors, warnings = (
        f"{tally[word]:,} {word}{'' if tally[word] == 1 else 's'}" for word in ("ClaimReview", "file", "error", "warning")
    )
    return f"{reviews} in {files}: {errors}, {warnings}."
