"""
The HTTP client under an OpenAI-compatible model: one deadline for a whole call, no redirects, the last body kept.

Imports the HTTP library, so it is imported late. Never here: what an answer means.
"""

import threading
from collections.abc import Callable, Iterator

import httpx2

LARGEST = 32_000_000  # bytes of one answer
_STARTED = "checker_started"


class _Bounded(httpx2.SyncByteStream):
    """An answer's bytes, for as long as the deadline allows; a timeout of the library counts from byte to byte."""

    def __init__(self, inner: httpx2.SyncByteStream, late: Callable[[], bool]) -> None:
        self._inner = inner
        self._late = late
        self.kept = bytearray()

    def __iter__(self) -> Iterator[bytes]:
        for part in self._inner:
            self.kept += part
            if self._late():
                raise httpx2.ReadTimeout("the answer was not whole when the time was over")
            if len(self.kept) > LARGEST:
                raise httpx2.ReadError(f"the answer is larger than {LARGEST} bytes")
            yield part

    def close(self) -> None:
        self._inner.close()


class Wire:
    """Makes the client, and remembers for each thread what the server last sent."""

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self._seconds = seconds
        self._clock = clock
        self._last = threading.local()

    def client(self) -> httpx2.Client:
        """Return a new client; redirects are not followed, so that the text goes nowhere else."""
        from openai import DefaultHttpxClient

        hooks: dict[str, list[Callable[..., None]]] = {"request": [self._start], "response": [self._bound]}
        return DefaultHttpxClient(timeout=self._seconds, follow_redirects=False, event_hooks=hooks)

    def body(self) -> str:
        """Return what the server sent last in this thread, as far as it came."""
        response: httpx2.Response | None = getattr(self._last, "response", None)
        if response is None:
            return ""
        try:
            return response.text
        except httpx2.ResponseNotRead:
            return bytes(self._last.stream.kept).decode("utf-8", "replace")

    def _start(self, request: httpx2.Request) -> None:
        self._last.response = None
        request.extensions = {**request.extensions, _STARTED: self._clock()}

    def _bound(self, response: httpx2.Response) -> None:
        deadline = response.request.extensions[_STARTED] + self._seconds
        if not isinstance(response.stream, httpx2.SyncByteStream):
            raise TypeError(f"expected an answer that can be read in steps, got {type(response.stream).__name__}")
        self._last.stream = response.stream = _Bounded(response.stream, lambda: self._clock() > deadline)
        self._last.response = response
