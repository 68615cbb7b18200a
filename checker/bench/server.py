"""
A server on loopback that answers as a model would, after a given time: run as a process of its own, so that its work is not ours.

Never here: a measurement.
"""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MODEL = "openai:bench"
EVERY = 2  # of so many sentences, one is a claim
_TARGET = re.compile(r"^\[(s\d+)\] (.*)$", re.MULTILINE)
_SAID = re.compile(r"\b((?:[A-Z]\w+ [A-Z]\w+)|council of \w+)(?: says| told| said)")
_BYTES_PER_TOKEN = 4


@contextmanager
def serving(seconds: float) -> Iterator[str]:
    """Run the server and yield its address for as long as the block takes; each answer takes so many seconds."""
    command = [sys.executable, "-m", "checker.bench.server", str(seconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own module
        try:
            if process.stdout is None:
                raise RuntimeError("the benchmark's server says nothing")
            yield f"http://127.0.0.1:{int(process.stdout.readline())}/v1"
        finally:
            process.terminate()


def completion(body: dict[str, Any]) -> dict[str, Any]:
    """Return an answer to a chat completion: every other target sentence is a claim in its own words."""
    targets = _TARGET.findall(body["messages"][-1]["content"])
    claims = [_claim(id_, words) for id_, words in targets[::EVERY]]
    left_out = [{"id": id_, "reason": "no_claim"} for number, (id_, _) in enumerate(targets) if number % EVERY]
    content = json.dumps({"claims": claims, "skipped": left_out})
    sent = _tokens(body)
    return {
        "id": "bench",
        "object": "chat.completion",
        "created": 0,
        "model": body["model"],
        "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}}],
        "usage": {
            "prompt_tokens": sent,
            "completion_tokens": len(content) // _BYTES_PER_TOKEN,
            "total_tokens": sent + len(content) // _BYTES_PER_TOKEN,
        },
    }


def _claim(sentence_id: str, words: str) -> dict[str, Any]:
    said_by = _SAID.search(words)
    return {
        "sentence_ids": [sentence_id],
        "quote": words,
        "claimant": said_by[1] if said_by else None,
        "claimant_role": None,
        "attribution": "indirect_quote" if said_by else "author_voice",
        "claim": f"[{said_by[1]} says that] {words}" if said_by else words,  # as models do: what the quote lacks in brackets
        "claim_type": "quantity",
        "checkability": "checkable",
        "reason": "Official figures exist.",
        "checkworthiness": "medium",
        "why": [],
        "time_reference": None,
        "ambiguity": None,
    }


def _tokens(body: dict[str, Any]) -> int:
    sent = [message["content"] for message in body["messages"]] + [json.dumps(body.get("response_format"), ensure_ascii=False)]
    return sum(len(each.encode()) for each in sent) // _BYTES_PER_TOKEN


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else the second part of an answer waits 40 ms for the client's word on the first
    seconds = 0.0

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        pass

    def do_POST(self) -> None:
        began = time.monotonic()
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        raw = json.dumps(completion(body)).encode()
        time.sleep(max(0.0, self.seconds - (time.monotonic() - began)))
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)


class _Server(ThreadingHTTPServer):
    request_queue_size = 128


def _serve(seconds: float) -> None:
    handler = type("Handler", (_Handler,), {"seconds": seconds})
    with _Server(("127.0.0.1", 0), handler) as server:
        sys.stdout.write(f"{server.server_port}\n")
        sys.stdout.flush()
        server.serve_forever()


if __name__ == "__main__":
    _serve(float(sys.argv[1]))
