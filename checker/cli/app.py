"""
The commands that open the app: with the desk's own work, or with sample documents.

Never here: a page.
"""

import contextlib
import json
import signal
import socket
import subprocess
import sys

import click

from checker.cli.opening import FAILED, opened_desk, settings_with
from checker.cli.screen import complain
from checker.config import Settings, SignIn, resource, secrets_file
from checker.errors import CheckerError, ConfigError

PORT = click.option("--port", type=click.IntRange(1, 65535), help="The port to listen on.")


@click.command()
@click.option("--host", help="The address to listen on.")
@PORT
def serve(host: str | None, port: int | None) -> None:
    """Open the app in this terminal until Ctrl+C.

    \b
    Examples:
      checker serve
      checker serve --port 9000
    """
    _serve(settings_with(host=host, port=port))


@click.command()
@PORT
@click.option("--load-only", is_flag=True, help="Load the sample documents and do not open the app.")
def demo(port: int | None, load_only: bool) -> None:
    """Load the sample documents, extract their claims, and open the app with a queue waiting.

    \b
    Examples:
      checker demo
      checker demo --load-only
    """
    from checker import tasks

    settings = settings_with(port=port)
    with opened_desk(settings) as (desk, user):
        for name, came_of_it in tasks.load_samples(desk, settings, user):
            if isinstance(came_of_it, CheckerError):
                raise came_of_it
            click.echo(f"{name}: {'added' if came_of_it.is_new else 'is there already'}")
        tasks.work_off(desk, settings)
        unread = tasks.unread(desk)
        click.echo(tasks.summary(desk))
    for title, message in unread:
        complain(f"No claims were extracted from {title}: {message}")
    if unread:
        complain("On the page Add documents they can be extracted again, with whatever is configured then.")
    if not load_only:
        _serve(settings)
    if unread:
        sys.exit(FAILED)


def _serve(settings: Settings) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise ConfigError(
                f"Cannot listen on {settings.host}:{settings.port}: {error.strerror}. "
                "Close what runs there, or choose another port with CHECKER_PORT."
            ) from None
    click.echo(f"Claim Checker is at http://{settings.host}:{settings.port} (Ctrl+C ends it).")
    address = ["--server.address", settings.host, "--server.port", str(settings.port)]
    command = [sys.executable, "-m", "streamlit", "run", str(resource("app.py")), *address, *_sign_in(settings)]
    with subprocess.Popen(command) as app:  # noqa: S603  no word of it comes from outside but a checked host and port
        signal.signal(signal.SIGTERM, lambda _number, _frame: app.terminate())  # a supervisor knows this process only
        with contextlib.suppress(KeyboardInterrupt):
            app.wait()
    sys.exit(max(0, app.returncode))  # below 0: it was ended by a signal


def _sign_in(settings: Settings) -> list[str]:
    """Tell Streamlit where it reads who somebody is."""
    if settings.sign_in is SignIn.PROVIDER:
        return ["--secrets.files", str(secrets_file())]
    if settings.sign_in is SignIn.PROXY:
        return ["--server.trustedUserHeaders", json.dumps({settings.sign_in_header: "email"})]
    return []
