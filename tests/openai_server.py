"""
An OpenAI-compatible server on loopback that answers well, badly, slowly or not at all, by the model's name.

Never here: anything but the standard library, or an answer that depends on chance.
"""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Body = dict[str, Any]
Script = Callable[[Body], Any]  # the request's body → the answer's content: text, or something to write as JSON

NOTHING: Body = {"claims": [], "skipped": []}
USAGE = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
HTML = b"<html><title>Sign in to the network</title></html>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the server sends for one request."""

    status: int = 200
    data: Any = None
    raw: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    drip: float = 0.0  # seconds between ten bytes
    hang_up: bool = False


@dataclass(slots=True)
class Seen:
    """One request as it arrived."""

    path: str
    body: Body
    headers: dict[str, str]
    raw: bytes = b""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A request as it arrived, to whatever path."""

    method: str
    path: str
    headers: dict[str, str]
    raw: bytes


Elsewhere = Callable[[Arrived], Answer | None]  # what answers on other paths than that of a chat completion


def completion(content: str | None, *, finish: str = "stop", refusal: str | None = None) -> Answer:
    """Return a whole chat completion."""
    message = {"role": "assistant", "content": content, "refusal": refusal}
    choice = {"index": 0, "message": message, "finish_reason": finish}
    return Answer(
        data={
            "id": "completion-1",
            "object": "chat.completion",
            "created": 1,
            "model": "m",
            "choices": [choice],
            "usage": USAGE,
        }
    )


def failure(status: int, message: str, headers: dict[str, str] | None = None, **error: str) -> Answer:
    """Return an error as OpenAI words it."""
    return Answer(status=status, data={"error": {"message": message, **error}}, headers=headers or {})


def _limited(**headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return failure(429, "Rate limit reached.", named, type="rate_limit_error", code="rate_limit_exceeded")


NO_SCHEMA = "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model."
NO_FORMAT = "unknown field: response_format"


def dripping(answer: Answer) -> Answer:
    """Return the same answer, sent a few bytes at a time for longer than anybody waits."""
    return replace(answer, drip=0.1)


# The behaviours, by the model's name. An answer that is always the same:
ALWAYS = {
    "prose": completion("Sure! There is one claim in the text."),
    "wrong-schema": completion('{"claims": [{"text": 5}]}'),
    "refusal": completion(None, refusal="I can't help with that."),
    "filter": completion("", finish="content_filter"),
    "empty": completion(""),
    "null-choices": Answer(data={"id": "x", "object": "chat.completion", "choices": None}),
    "no-choices": Answer(data={"id": "x", "object": "chat.completion", "choices": []}),
    "not-json": Answer(raw=HTML),
    "html": Answer(raw=HTML, headers={"content-type": "text/html"}),
    "429": _limited(retry_after="1"),
    "quota": failure(429, "You exceeded your current quota", type="insufficient_quota", code="insufficient_quota"),
    "402": failure(402, "Insufficient balance"),
    "500": failure(500, "boom"),
    "503-html": Answer(status=503, raw=HTML, headers={"content-type": "text/html"}),
    "401": failure(401, "Incorrect API key provided: sk-secr*****word.", code="invalid_api_key"),
    "403": failure(403, "Project has no access to the model."),
    "404": failure(404, "The model does not exist", code="model_not_found"),
    "400": failure(400, "Unknown parameter: 'messages[0].role'."),
    "400-context": failure(400, "This model's maximum context length is 8192 tokens.", code="context_length_exceeded"),
    "redirect": Answer(status=307, data={}, headers={"location": "/elsewhere/chat/completions"}),
    "hang-up": Answer(hang_up=True),
}
# The script's good answer, changed:
CHANGED: dict[str, Callable[[str], Answer]] = {
    "fenced": lambda good: completion(f"```json\n{good}\n```"),
    "chatty": lambda good: completion(f"Here you go:\n```json\n{good}\n```"),
    "malformed": lambda good: completion(good[:-2] + ",,}"),
    "truncated": lambda good: completion(good[:25], finish="length"),
    "truncated-whole": lambda good: completion(good, finish="length"),
    "drip": lambda good: dripping(completion(good)),
}
# So many failures, then the good answer:
AT_FIRST = {
    "malformed-once": (1, completion('{"claims": [')),
    "429-seconds": (2, _limited(retry_after="2")),
    "429-ms": (2, _limited(retry_after_ms="300")),
    "429-long": (1, _limited(retry_after="120")),
    "429-date": (1, _limited(retry_after="Wed, 21 Oct 2026 07:28:00 GMT")),
    "500-once": (1, failure(500, "boom")),
}
# A failure for some forms of answer:
FORMS = {
    "400-schema": (("json_schema",), failure(400, NO_SCHEMA, param="response_format")),
    "400-format": (("json_schema", "json_object"), failure(400, NO_FORMAT)),
}


def _form(body: Body) -> str | None:
    form: str | None = body.get("response_format", {}).get("type")
    return form


def _failed(name: str, body: Body, count: int) -> Answer | None:
    if name in AT_FIRST and count <= AT_FIRST[name][0]:
        return AT_FIRST[name][1]
    if name in FORMS and _form(body) in FORMS[name][0]:
        return FORMS[name][1]
    return ALWAYS.get(name)


class Server:
    """A running server; `script` says what a good answer is, `seen` is what arrived."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.seen: list[Seen] = []
        self.stopping = threading.Event()
        self.elsewhere: Elsewhere | None = None
        self._counts: dict[str, int] = {}
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        """The base url for a client."""
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def humans(self) -> list[str]:
        """Return the human messages that arrived."""
        return [seen.body["messages"][1]["content"] for seen in self.seen]

    def systems(self) -> set[str]:
        """Return the different system messages that arrived."""
        return {seen.body["messages"][0]["content"] for seen in self.seen}

    def answer(self, seen: Seen) -> Answer:
        """Note a request and return what to send; the path of a chat completion is the only one there is."""
        name = str(seen.body.get("model"))
        with self._lock:
            self.seen.append(seen)
            count = self._counts[name] = self._counts.get(name, 0) + 1
        if seen.path != "/v1/chat/completions":
            return failure(404, f"no such path: {seen.path}")
        if name == "echo-key":
            return failure(400, f"You sent {seen.headers['authorization']}")
        return _failed(name, seen.body, count) or self._scripted(name, seen.body)

    def _scripted(self, name: str, body: Body) -> Answer:
        said = self.script(body)
        if isinstance(said, Answer):
            return said
        return CHANGED.get(name, completion)(said if isinstance(said, str) else json.dumps(said))

    def run(self) -> None:
        """Serve until stopped."""
        self._server.serve_forever(poll_interval=0.02)

    def stop(self) -> None:
        """End what is being sent and close."""
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        return type("Handler", (_Handler,), {"owner": self})


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else the second part of an answer waits 40 ms for the client's word on the first
    owner: Server

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        pass

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        known = self.owner.elsewhere and self.owner.elsewhere(Arrived(self.command, self.path, headers, b""))
        self._send(known or failure(404, f"no such path: {self.path}"))

    do_DELETE = do_GET  # noqa: N815 - the name is the library's

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("content-length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        known = self.owner.elsewhere and self.owner.elsewhere(Arrived(self.command, self.path, headers, raw))
        if known:
            self._send(known)
            return
        self._send(self.owner.answer(Seen(path=self.path, body=json.loads(raw), headers=headers, raw=raw)))

    def _send(self, answer: Answer) -> None:
        if answer.hang_up:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        raw = answer.raw if answer.raw is not None else json.dumps(answer.data).encode()
        self.send_response(answer.status)
        for name, value in {"content-type": "application/json", "content-length": str(len(raw)), **answer.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self._write(raw, answer.drip)

    def _write(self, raw: bytes, drip: float) -> None:
        step = 10 if drip else max(1, len(raw))
        try:
            for start in range(0, len(raw), step):
                self.wfile.write(raw[start : start + step])
                self.wfile.flush()
                if drip and self.owner.stopping.wait(drip):
                    return
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True


def nothing(body: Body) -> Body:
    """Answer that there is no claim."""
    return NOTHING


@contextmanager
def serving(script: Script | None = None) -> Iterator[Server]:
    """Run a server for as long as the block takes."""
    server = Server(script or nothing)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join()


def slow(seconds: float, script: Script) -> Script:
    """Return a script that takes its time."""

    def answer(body: Body) -> Any:
        time.sleep(seconds)
        return script(body)

    return answer
