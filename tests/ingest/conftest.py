"""
A network for the tests of what is fetched.

Never here: a test.
"""

from collections.abc import Iterator
from http.server import ThreadingHTTPServer

import pytest

from tests.ingest.pages import Pages, Rerouted, serve


@pytest.fixture
def network() -> Iterator[Rerouted]:
    yield from serve(ThreadingHTTPServer(("127.0.0.1", 0), Pages))
