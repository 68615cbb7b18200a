"""
Calls that are answered without a model: by a script, at once, in the thread that asks.

Never here: a connection.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from checker.config import Settings
from checker.extract import Request, Send
from checker.extract.chain import ModelChain
from checker.model import Document, Extraction, ModelCall, Reading
from tests.builders import NOON
from tests.extract.answers import Body

Script = Callable[[Body], Any]  # a request as a server sees it, with its purpose → an answer, `Failed` or None


@dataclass(frozen=True)
class Failed:
    """A call that brought no answer."""

    outcome: str
    message: str = ""


class Scripted:
    """Answers every call with what the script says; None in it stands for the end of the run."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.asked: list[Request] = []
        self.waits: list[float] = []

    @property
    def purposes(self) -> list[str]:
        """What the calls were for."""
        return [request.purpose for request in self.asked]

    def ask(self, request: Request, send: Send) -> ModelCall | None:
        """Return what the script says, as if it had been answered before."""
        self.asked.append(request)
        messages = [{"role": "system", "content": request.system}, {"role": "user", "content": request.human}]
        said = self.script({"messages": messages, "purpose": request.purpose})
        if said is None:
            return None
        if isinstance(said, Failed):
            return self._call(request, said.outcome, message=said.message)
        return self._call(request, "ok", json.dumps(said) if isinstance(said, dict) else str(said))

    def wait(self, seconds: float) -> None:
        """Note the wait."""
        self.waits.append(seconds)

    def _call(self, request: Request, outcome: str, raw: str = "", message: str = "") -> ModelCall:
        """Return a call as an earlier run kept it."""
        return ModelCall(
            position=len(self.asked) - 1,
            key=request.key,
            purpose=request.purpose,
            model=request.model,
            prompt_hash=request.prompt_hash,
            outcome=outcome,
            raw=raw,
            message=message,
            input_tokens=11,
            output_tokens=7,
            cached_tokens=None,
            seconds=0.1,
            cost=None,
            at=NOON,
            reused=True,
        )


@cache
def chain(**changes: Any) -> ModelChain:
    """Return a chain whose server nobody needs; the same for the same settings."""
    return ModelChain(Settings.load(**{"model": "openai:m", "base_url": "http://127.0.0.1:9/v1", **changes}))


def read(document: Document, script: Script, **changes: Any) -> tuple[list[Reading], Scripted]:
    """Read all parts of a document, one after the other."""
    calls, reader = Scripted(script), chain(**changes)
    return [reader.read(document, part, calls) for part in range(reader.parts(document))], calls


def extracted(document: Document, script: Script, **changes: Any) -> tuple[Extraction, Scripted]:
    """Read a document and put it together."""
    readings, calls = read(document, script, **changes)
    return chain(**changes).put_together(document, readings), calls


def first_then(first: Any, second: Any) -> Script:
    """Return a script for one part: this, and that when it is asked again."""
    return lambda body: second if body["purpose"] == "repair" else first
