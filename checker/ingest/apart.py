"""
Reading in a process of its own, with limits on time and memory, for the kinds of file whose parsers are complex.

Never here: how a kind of file is read, or what is done with a draft.
"""

import json
import math
import signal
import subprocess
import sys
from contextlib import redirect_stdout, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from checker.config import environment_without_secrets
from checker.errors import InputError, TooLarge
from checker.ingest.readers import opened, read, read_opened
from checker.ingest.sniff import DOCX, HTML, MARKDOWN, PDF
from checker.ingest.source import Limits
from checker.model import Draft

COMPLEX = frozenset({PDF, DOCX, HTML, MARKDOWN})
MOST_MEMORY = 2_500_000_000
PACKAGE_FOLDER = Path(__file__).resolve().parents[2]
KINDS: tuple[type[InputError], ...] = (InputError, *InputError.__subclasses__())
ERRORS = {each.__name__: each for each in KINDS}
OUT_OF_TIME = frozenset(-int(getattr(signal, name)) for name in ("SIGXCPU", "SIGKILL") if hasattr(signal, name))
ADVICE = "Split it, raise CHECKER_READ_TIMEOUT, or paste the text"


def read_apart(data: bytes, name: str, *, limits: Limits, media_type: str | None = None, seconds: float) -> Draft:
    """Return the text of a document, as `read` does, but give up after these seconds."""
    kind, source = opened(data, name, limits=limits, media_type=media_type)
    if kind not in COMPLEX:
        return read_opened(kind, source)
    header = {"name": name, "media_type": media_type, "limits": asdict(limits), "seconds": seconds}
    try:
        done = subprocess.run(  # this very interpreter and module; nothing of the document is an argument
            [sys.executable, "-m", "checker.ingest.apart"],
            input=json.dumps(header).encode() + b"\n" + data,
            capture_output=True,
            timeout=seconds,
            cwd=PACKAGE_FOLDER,
            env=environment_without_secrets(),
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _too_slow(source.name, seconds) from None
    except OSError as error:
        raise InputError(f"{source.name} cannot be read: no process was started to read it ({error}). Try again.") from error
    return _answer(done, source.name, seconds)


def _answer(done: subprocess.CompletedProcess[bytes], name: str, seconds: float) -> Draft:
    if done.returncode in OUT_OF_TIME:
        raise _too_slow(name, seconds)
    try:
        answer = json.loads(done.stdout)
        if "error" in answer:
            raise ERRORS[answer["error"]](answer["message"])
        return TypeAdapter(Draft).validate_python(answer["draft"], strict=False)
    except (ValueError, LookupError, TypeError, ValidationError):
        last = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2][:200]
        raise InputError(
            f"{name} cannot be read: the process that read it (limit {seconds:g} seconds) ended with code {done.returncode} "
            f"and no usable answer{f' ({last})' if last else ''}. {ADVICE}."
        ) from None


def _too_slow(name: str, seconds: float) -> TooLarge:
    return TooLarge(f"{name} was not read within {seconds:g} seconds or used up the memory. {ADVICE}.")


def _limit_this_process(seconds: float) -> None:
    try:
        import resource
    except ImportError:  # not on Windows; the time limit of the caller holds there too
        return
    for what, most in ((resource.RLIMIT_CPU, math.ceil(seconds)), (resource.RLIMIT_AS, MOST_MEMORY)):
        hard = resource.getrlimit(what)[1]
        with suppress(OSError, ValueError):  # a system that knows the limit but does not let it be set
            resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _respond(request: bytes) -> dict[str, Any]:
    head, _, data = request.partition(b"\n")
    header = json.loads(head)
    _limit_this_process(header["seconds"])
    name = header["name"]
    try:
        draft = read(data, name, limits=Limits(**header["limits"]), media_type=header["media_type"])
        return {"draft": TypeAdapter(Draft).dump_python(draft, mode="json")}
    except InputError as error:
        return {"error": type(error).__name__, "message": str(error)}
    except MemoryError:
        message = f"{name} needs more than {MOST_MEMORY / 1e9:g} GB of memory to be read; split it, or paste the text."
        return {"error": TooLarge.__name__, "message": message}


def _main() -> None:
    with redirect_stdout(sys.stderr):  # what a library prints must not get into the answer
        answer = _respond(sys.stdin.buffer.read())
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    _main()
