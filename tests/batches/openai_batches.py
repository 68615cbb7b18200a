"""
The batch part of the scripted server: files, batches, results out of order; time passes with each look at a batch.

Never here: an answer's words; the scripted server has them.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests import openai_server
from tests.openai_server import Answer, Arrived, Body, Script, Server, failure

PAGE = 2  # batches of one page, so that there are several
EXPIRED = {"code": "batch_expired", "message": "This request could not be executed before the completion window expired."}
FULL = {"code": "token_limit_exceeded", "message": "Enqueued token limit reached for the model."}


@dataclass(slots=True)
class Made:
    """One batch that the server took."""

    id: str
    input_file: str
    metadata: Body
    status: str = "validating"
    looks: int = 0
    output: str | None = None
    errors: str | None = None
    complaints: list[Body] = field(default_factory=list)


@dataclass(slots=True)
class Ending:
    """How a batch ends: after so many looks, with so many of its requests answered (None for all)."""

    status: str = "completed"
    looks: int = 0
    answered: int | None = None
    complaints: list[Body] = field(default_factory=list)


class Batches:
    """What the server holds; `endings` are those of the first batches, `next` of all others."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.files: dict[str, bytes] = {}
        self.deleted: set[str] = set()  # of the files, whose content stays to be looked at
        self.names: dict[str, str] = {}  # of the files that were uploaded
        self.made: list[Made] = []
        self.endings: list[Ending] = []
        self.next = Ending()
        self.odd_lines: list[bytes] = []  # put into each output
        self.failing: Callable[[Arrived], Answer | None] = lambda _arrived: None
        self.keys_sent: set[str] = set()
        self._counts: dict[str, int] = {}
        server.elsewhere = self.answer

    def requests(self, made: Made) -> list[Body]:
        """Return the lines of a batch's file."""
        return [json.loads(line) for line in self.files[made.input_file].splitlines()]

    def left(self) -> set[str]:
        """Return the files that were not deleted."""
        return set(self.files) - self.deleted

    def asked(self) -> list[str]:
        """Return the custom ids of all requests of all batches that were taken, one after the other."""
        return [each["custom_id"] for made in self.made for each in self.requests(made)]

    def answer(self, arrived: Arrived) -> Answer | None:
        """Answer a request to one of the paths of the Batch API."""
        path = urlsplit(arrived.path).path
        for method, pattern, answer in (
            ("POST", r"/v1/files", self._upload),
            ("GET", r"/v1/files", self._uploads),
            ("GET", r"/v1/files/([\w-]+)/content", self._content),
            ("DELETE", r"/v1/files/([\w-]+)", self._delete),
            ("POST", r"/v1/batches", self._create),
            ("GET", r"/v1/batches", self._list),
            ("GET", r"/v1/batches/([\w-]+)", self._retrieve),
            ("POST", r"/v1/batches/([\w-]+)/cancel", self._cancel),
        ):
            found = re.fullmatch(pattern, path)
            if found and arrived.method == method:
                self.keys_sent.add(arrived.headers.get("authorization", ""))
                return self.failing(arrived) or answer(arrived, *found.groups())
        return None

    def _upload(self, arrived: Arrived) -> Answer:
        head = f"Content-Type: {arrived.headers['content-type']}\r\n\r\n".encode()
        parts = {part.get_param("name", header="content-disposition"): part for part in _parts(head + arrived.raw)}
        assert parts["purpose"].get_payload() == "batch"
        name = f"file-in-{len(self.files)}"
        self.files[name] = parts["file"].get_payload(decode=True)
        self.names[name] = parts["file"].get_filename()
        return Answer(data=self._file_told(name))

    def _uploads(self, arrived: Arrived) -> Answer:
        there = [self._file_told(name) for name in reversed(self.names) if name not in self.deleted]
        return Answer(data={"object": "list", "data": there, "has_more": False})

    def _file_told(self, name: str) -> Body:
        told = {"id": name, "object": "file", "bytes": 1, "created_at": 1, "purpose": "batch"}
        return told | {"filename": self.names[name]}

    def _delete(self, arrived: Arrived, name: str) -> Answer:
        if name not in self.files or name in self.deleted:
            return failure(404, f"No such File object: {name}")
        self.deleted.add(name)
        return Answer(data={"id": name, "object": "file", "deleted": True})

    def _content(self, arrived: Arrived, name: str) -> Answer:
        if name in self.deleted:
            return failure(404, f"No such File object: {name}")
        return Answer(raw=self.files[name], headers={"content-type": "application/octet-stream"})

    def _create(self, arrived: Arrived) -> Answer:
        body = json.loads(arrived.raw)
        assert (body["endpoint"], body["completion_window"]) == ("/v1/chat/completions", "24h")
        if body["input_file_id"] in self.deleted:
            return failure(400, f"Invalid 'input_file_id': no such file {body['input_file_id']}")
        self.made.append(
            Made(id=f"batch-{len(self.made)}", input_file=body["input_file_id"], metadata=body.get("metadata") or {})
        )
        return self._told(self.made[-1])

    def _list(self, arrived: Arrived) -> Answer:
        after = parse_qs(urlsplit(arrived.path).query).get("after")
        newest = [self._told(made).data for made in reversed(self.made)]
        if after:
            newest = newest[[each["id"] for each in newest].index(after[0]) + 1 :]
        return Answer(data={"object": "list", "data": newest[:PAGE], "has_more": len(newest) > PAGE})

    def _retrieve(self, arrived: Arrived, name: str) -> Answer:
        made = next((each for each in self.made if each.id == name), None)
        if made is None:
            return failure(404, f"No batch found with id '{name}'.")
        self._pass_time(made)
        return self._told(made)

    def _cancel(self, arrived: Arrived, name: str) -> Answer:
        made = next(each for each in self.made if each.id == name)
        made.status = "cancelling"
        return self._told(made)

    def _ending(self, made: Made) -> Ending:
        number = self.made.index(made)
        return self.endings[number] if number < len(self.endings) else self.next

    def _pass_time(self, made: Made) -> None:
        if made.status not in {"validating", "in_progress", "cancelling"}:
            return
        ending = self._ending(made)
        if made.status == "cancelling":
            self._end(made, Ending(status="cancelled", answered=ending.answered))
        elif made.looks < ending.looks:
            made.looks += 1
            made.status = "in_progress"
        else:
            self._end(made, ending)

    def _end(self, made: Made, ending: Ending) -> None:
        made.status = ending.status
        made.complaints = ending.complaints
        if ending.status == "failed":
            return
        requests = self.requests(made)
        most = len(requests) if ending.answered is None else ending.answered
        lines = [self._result(each) for each in requests[:most]]
        lines += [_expired(each) for each in requests[most:] if ending.status == "expired"]
        good = [line for line in lines if line["response"] and line["response"]["status_code"] == 200]
        bad = [line for line in lines if line not in good]
        made.output = self._file(f"{made.id}-out", [_line(each) for each in reversed(good)] + self.odd_lines)
        made.errors = self._file(f"{made.id}-errors", [_line(each) for each in reversed(bad)])

    def _file(self, name: str, lines: list[bytes]) -> str | None:
        if lines:
            self.files[name] = b"\n".join(lines) + b"\n"
        return name if lines else None

    def _result(self, request: Body) -> Body:
        body = request["body"]
        model = str(body["model"])
        self._counts[model] = self._counts.get(model, 0) + 1
        said = openai_server._failed(model, body, self._counts[model]) or self.server._scripted(model, body)
        data = said.data if said.data is not None else (said.raw or b"").decode()
        response = {"status_code": said.status, "request_id": "r", "body": data}
        return {"id": "x", "custom_id": request["custom_id"], "response": response, "error": None}

    def _told(self, made: Made) -> Answer:
        ended = made.status in {"completed", "expired", "cancelled"}
        total = len(self.requests(made))
        data: Body = {
            "id": made.id,
            "object": "batch",
            "endpoint": "/v1/chat/completions",
            "completion_window": "24h",
            "created_at": 1,
            "status": made.status,
            "input_file_id": made.input_file,
            "output_file_id": made.output,
            "error_file_id": made.errors,
            "metadata": made.metadata,
            "errors": {"object": "list", "data": made.complaints} if made.complaints else None,
            "request_counts": {"total": total, "completed": total if ended else made.looks, "failed": 0},
        }
        return Answer(data=data)


def _parts(raw: bytes) -> Iterator[Any]:
    message = message_from_bytes(raw)
    yield from message.get_payload()


def _line(result: Body) -> bytes:
    return json.dumps(result, ensure_ascii=False).encode()


def _expired(request: Body) -> Body:
    return {"id": "x", "custom_id": request["custom_id"], "response": None, "error": EXPIRED}


@contextmanager
def serving(script: Script | None = None) -> Iterator[Batches]:
    """Run a server with a Batch API for as long as the block takes."""
    with openai_server.serving(script) as server:
        yield Batches(server)
