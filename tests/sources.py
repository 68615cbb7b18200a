"""
A source on this machine that can be consulted, be changed, and go away.

Never here: a test.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PATIENCE = 20  # seconds


class Source:
    """What stands at an address now; None where nothing does."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/labour.txt"
        self.text: str | None = "The rate was 4.6 percent.\nThe youth rate was 3.1 percent."
        self.answers = threading.Event()
        self.answers.set()

    @contextmanager
    def slow(self) -> Iterator[None]:
        """Let whoever asks wait for as long as this lasts."""
        self.answers.clear()
        try:
            yield
        finally:
            self.answers.set()


@contextmanager
def consulted() -> Iterator[Source]:
    """Serve one source for as long as it is needed."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            source.answers.wait(PATIENCE)
            self.send_response(200 if source.text is not None else 404)
            self.send_header("Content-Type", "text/plain; charset=utf-8")
            self.end_headers()
            self.wfile.write((source.text or "").encode())

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the parent's own name
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.daemon_threads = True
    source = Source(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield source
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
