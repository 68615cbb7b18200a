"""
The route that exports: `/export/records.csv?status=checked`, written out while it is read, so that it may be as long as it likes.

Never here: a format, or the page that leads here.
"""

from collections.abc import AsyncGenerator, Callable, Generator, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from urllib.parse import unquote, urlencode

import anyio
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from checker import tasks
from checker.auth import User
from checker.errors import CheckerError, InputError, NotAllowed
from checker.export import DEFAULT_STATUSES, FORMATS, PACKS, Context, Format
from checker.export.profiles import PROFILES
from checker.store.claims import Filter
from checker.ui import filters, identity, session, who

PIECE = 1 << 18  # bytes that are handed on at a time
MORE = frozenset({"since", "profile", "html"})  # what may be asked for beside the filters of a list
NAMES: dict[str, Format] = {f"records{each.suffix}": each for each in (*FORMATS.values(), *PACKS.values())}
YES = {"": False, "no": False, "yes": True}


def address(form: Format, asked: Mapping[str, str | list[str]]) -> str:
    """Return where this format is downloaded with these filters, from any page of the app."""
    query = urlencode({name: value for name, value in asked.items() if value}, doseq=True)
    return f"export/records{form.suffix}" + (f"?{query}" if query else "")


def file_name(form: Format, context: Context, now: datetime) -> str:
    """Return what the downloaded file is called; of a private one the name says so."""
    return f"claim-checker-{now:%Y-%m-%d}{'.html' if context.html else form.suffix}"


async def download(request: Request) -> Response:
    """Answer with the records that are asked for as a file, or say in words why not."""
    try:
        return await run_sync(partial(_answer, request))
    except NotAllowed as error:
        return _refused(403, str(error))
    except InputError as error:
        return _refused(400, str(error))
    except CheckerError as error:
        return _refused(503, str(error))


def _refused(status: int, why: str) -> Response:
    return PlainTextResponse(f"{why}\n", status, headers={"cache-control": "no-store"})


def _answer(request: Request) -> Response:
    form = NAMES.get(request.path_params["name"])
    if form is None:
        return _refused(404, f"There is no such export; expected one of {', '.join(NAMES)}.")
    if request.headers.get("sec-fetch-site") == "cross-site":
        raise NotAllowed("Another site asked for this export. Open the Export page of the desk and choose there.")
    office = session.office()
    context = _context(request, tasks.publisher(office.settings))
    pieces = joined(tasks.written(office.desk, asked_by(request), _filter(request), form, context))
    first = next(pieces, b"")  # what is wrong is said before anything is sent
    headers = {
        "content-disposition": f'attachment; filename="{file_name(form, context, office.desk.now())}"',
        "cache-control": "no-store",
        "content-encoding": "identity",  # to pack it on the way would take longer than to make it
        "cross-origin-resource-policy": "same-origin",
    }
    media_type = "text/html; charset=utf-8" if context.html else form.media_type
    if request.method == "HEAD":
        pieces.close()
        return Response(headers=headers, media_type=media_type)
    return StreamingResponse(handed_on(first, pieces), headers=headers, media_type=media_type)


def asked_by(request: Request) -> User:
    """Return who asks: who signed in; without a sign-in whoever may see the desk, under the name that their browser remembers."""
    if session.signs_in():
        return identity.who_asks(session.desk(), session.settings(), request, tasks.new_id())
    local = tasks.local_user(session.settings(), tasks.new_id())
    typed = session.tidy_name(unquote(request.cookies.get(who.COOKIE, "")))
    return replace(local, name=typed) if typed else local


def _filter(request: Request) -> Filter:
    asked = request.query_params
    unknown = [name for name in asked if name not in {*filters.NAMES, *MORE}]
    if unknown:
        raise InputError(f"{unknown[0]!r} is no filter; expected one of {', '.join((*filters.NAMES, *sorted(MORE)))}.")
    wanted = filters.read(asked.get, asked.getlist, DEFAULT_STATUSES)
    strange = set(asked.getlist("status")) - set(wanted.statuses)
    if strange:
        raise InputError(f"{min(strange)!r} is no status; nothing was exported. Choose one on the Export page.")
    return replace(wanted, since=_moment(asked["since"])) if asked.get("since") else wanted


def _moment(words: str) -> datetime:
    with suppress(ValueError, OverflowError):  # the first and the last of days have no time in every zone
        found = datetime.fromisoformat(words.replace(" ", "+"))  # as a plus sign arrives that nobody has escaped
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    raise InputError(f"since={words!r} is no time; expected one such as 2026-05-01 or 2026-05-01T12:00:00+00:00.")


def _context(request: Request, context: Context) -> Context:
    profile, html = request.query_params.get("profile", context.profile), request.query_params.get("html", "")
    if profile not in PROFILES or html not in YES:
        raise InputError(f"profile is one of {', '.join(PROFILES)} and html yes or no; found {profile!r} and {html!r}.")
    return replace(context, profile=profile, html=YES[html])


def joined(pieces: Iterator[bytes]) -> Generator[bytes]:
    """Yield pieces that are worth a way between threads."""
    held = bytearray()
    for piece in pieces:
        held += piece
        if len(held) >= PIECE:
            yield bytes(held)
            held.clear()
    if held:
        yield bytes(held)


async def handed_on(first: bytes, pieces: Generator[bytes]) -> AsyncGenerator[bytes]:
    """Yield a first piece and those that follow; when nobody wants more, what they are read from is closed."""
    take: Callable[[], bytes] = partial(next, pieces, b"")
    try:
        piece = first
        while piece:
            yield piece
            piece = await run_sync(take)
    finally:  # a browser that goes away leaves no transaction open
        with anyio.CancelScope(shield=True):
            await run_sync(pieces.close)
