"""
What a command says to the person in front of it, on standard output and beside it.

Never here: what is said.
"""

import click

from checker.text import storable


def complain(message: str) -> None:
    """Say something to the person, apart from the output."""
    say(message, err=True)


def say(message: str, *, err: bool = False) -> None:
    """Print words that may come from a file's name or a server, without what a terminal would obey."""
    click.echo(storable(message.replace("\r", " ")), err=err)
