"""
What a command says to the person in front of it, on standard output and beside it.

Never here: what is said.
"""

import json
import re
import sys
from typing import Any

import click

# What a terminal may obey: control characters but tab and line feed, line ends of other kinds, and what turns the order of
# letters around; and what cannot be written at all.
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202d\u202e\ud800-\udfff\ufffe\uffff]")
_NEW_LINE = "\r\x1b[2K"  # back to its begin, and nothing in it


def complain(message: str) -> None:
    """Say something to the person, apart from the output."""
    say(message, err=True)


def say(message: str, *, err: bool = False) -> None:
    """Print words that may come from a file's name or a server, without what a terminal would obey."""
    click.echo(_OBEYED.sub("\ufffd", message.replace("\r", " ")), err=err)


def say_data(data: Any, *, indent: int | None = None) -> None:
    """Print data as JSON that a terminal would not obey either; a program reads just what was given."""
    click.echo(_OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(data, indent=indent, ensure_ascii=False)))


def one_line(words: str) -> str:
    """Return words on one line, so that a name cannot look like a line of its own."""
    return " ".join(words.split())


def is_watched() -> bool:
    """Whether somebody looks on at a terminal."""
    return sys.stderr.isatty()


def draw(progress: str) -> None:
    """Write how far it is over what was drawn before, where somebody looks on; nothing wipes it out."""
    if is_watched():
        click.echo(f"{_NEW_LINE}{progress}", nl=False, err=True)
