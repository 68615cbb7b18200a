"""
The Batch API of OpenAI and servers like it: many requests in one file, answered within a day, in any order, at half the price.

openai is imported inside functions. Never here: the store, what is asked, or when a batch is sent or looked at.
"""

import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

from checker.budget import Price
from checker.config import SecondReader, Settings
from checker.errors import ConfigError, ExtractionError, ModelRejected, ModelUnavailable, NotAtServer
from checker.extract.asking.outcome import Outcome, Reply, not_a_completion, of_error
from checker.extract.asking.provider import OPENAI, OPENAI_URL, hidden, require_key, server
from checker.extract.batch.lines import ENDPOINT, lines, read
from checker.extract.batch.remote import Remote, told, word

if TYPE_CHECKING:  # cost two seconds
    import httpx2
    from openai import OpenAI
    from openai.types import Batch

DISCOUNT = 0.5  # of the price of the same call at once
MOST_REQUESTS = 50_000  # of one batch, as OpenAI has it
MOST_BYTES = 200_000_000  # of its file
MARK = "checker_batch"  # where in a batch's metadata our own id stands
NEWEST_FILES = 100  # among which a file is looked for that was uploaded just before
_NO_KEY = "none"  # a server of one's own asks for no key, the client for some word
_NOT_THERE = (404, 410)  # the statuses of what a server does not have, or has no more

_ADVICE: dict[Outcome, str] = {
    Outcome.UNAUTHORISED: "{server} does not accept the key for batches: {message}. Set CHECKER_API_KEY to one that may use them.",
    Outcome.MODEL_NOT_FOUND: (
        "{server} has no Batch API, or does not know the batch ({message}). Check CHECKER_BASE_URL and CHECKER_API_KEY; "
        "leave out --batch-api to ask at once, and with `checker batches live` also for what waits already; "
        "`checker batches cancel` gives up a batch that is gone."
    ),
    Outcome.QUOTA_EXHAUSTED: "The account at {server} has no quota left ({message}). Raise its limit or use another key.",
}
_REJECTED = "{server} turned a batch down: {message}. Check CHECKER_MODEL and CHECKER_BASE_URL."


OpenClient = Callable[[Settings], "httpx2.Client"]
OpenService = Callable[[Settings], AbstractContextManager["Service"]]


def require_batches(settings: Settings) -> None:
    """Raise ConfigError unless every model that would be asked can be asked in batches."""
    if not settings.model:
        raise ConfigError(
            "A batch needs a model, and CHECKER_MODEL is not set; set it to openai:NAME, or leave out --batch-api."
        )
    second = settings.second_reader_model if settings.second_reader is not SecondReader.OFF else None
    for name in (settings.model, second or settings.model):
        if not name.startswith(f"{OPENAI}:"):
            raise ConfigError(
                f"{name} cannot be asked in batches; expected a model of openai, such as openai:gpt-5-mini, "
                "or of a server with the same Batch API. Choose one, or leave out --batch-api."
            )
    require_key(settings)


def at_half_price(settings: Settings) -> Settings:
    """Return the settings with the prices of a batch."""
    return settings.model_copy(update={"prices": {name: _halved(price) for name, price in settings.prices.items()}})


def _halved(price: Price) -> Price:
    cached = None if price.cached_input is None else price.cached_input * DISCOUNT
    return Price(input=price.input * DISCOUNT, output=price.output * DISCOUNT, cached_input=cached)


def open_client(settings: Settings) -> "httpx2.Client":
    """Return a client that follows no redirects, so that the texts go nowhere else."""
    from openai import DefaultHttpxClient

    return DefaultHttpxClient(timeout=settings.model_timeout, follow_redirects=False)


@contextmanager
def open_service(settings: Settings, connect: OpenClient = open_client) -> Iterator["Service"]:
    """Open the Batch API of the server that the settings name; raises ConfigError."""
    from openai import OpenAI

    require_batches(settings)
    key = settings.api_key.get_secret_value() if settings.api_key else _NO_KEY
    with connect(settings) as http:
        api = OpenAI(api_key=key, base_url=settings.base_url or OPENAI_URL, max_retries=0, http_client=http)
        yield Service(api, settings)


class Service:
    """An open Batch API; whatever it is asked may raise ModelUnavailable or ModelRejected."""

    def __init__(self, api: "OpenAI", settings: Settings) -> None:
        self._api = api
        self._settings = settings

    def require_offer(self) -> None:
        """Raise ModelRejected if the server has no Batch API."""
        with self._explained():
            self._api.batches.list(limit=1)

    def upload(self, mark: str, requests: Iterable[bytes]) -> str:
        """Upload the requests, each a line, under an id of ours; return the id of the file."""
        with tempfile.TemporaryFile() as file, self._explained():
            file.writelines(requests)
            file.seek(0)
            made = self._api.files.create(file=(_file_name(mark), file, "application/jsonl"), purpose="batch")
            return word(made.id)

    def uploads(self, mark: str) -> tuple[str, ...]:
        """Return the newest files that were uploaded under this id of ours."""
        with self._explained():
            page = self._api.files.list(purpose="batch", limit=NEWEST_FILES, order="desc")
            return tuple(word(each.id) for each in page.data if each.filename == _file_name(mark))

    def create(self, mark: str, file: str) -> Remote:
        """Make a batch of an uploaded file; after ModelUnavailable it may have been made or not."""
        with self._explained():
            return told(
                self._api.batches.create(input_file_id=file, endpoint=ENDPOINT, completion_window="24h", metadata={MARK: mark})
            )

    def find(self, mark: str, files: Collection[str]) -> Remote | None:
        """Return the batch that was made under this id of ours or of one of these files, if the server knows one."""
        with self._explained():
            ours = (each for each in self._all() if (each.metadata or {}).get(MARK) == mark or each.input_file_id in files)
            return next(map(told, ours), None)

    def delete(self, file: str) -> None:
        """Delete a file at the server."""
        with self._explained():
            self._api.files.delete(file)

    def look(self, remote_id: str) -> Remote:
        """Return how far a batch is."""
        with self._explained():
            return told(self._api.batches.retrieve(remote_id))

    def cancel(self, remote_id: str) -> None:
        """Ask the server to end a batch; what it has answered by then is to be paid for."""
        with self._explained():
            self._api.batches.cancel(remote_id)

    def answers(self, file: str) -> Iterator[tuple[str | None, Reply]]:
        """Yield key and reply of each line of a file of results, in the server's order; no key where a line names none."""
        with self._explained(), self._api.files.with_streaming_response.content(file) as response:
            for line in lines(response.iter_bytes()):
                key, reply = read(line)
                yield key, hidden(reply, self._settings)

    def _all(self) -> Iterator["Batch"]:
        """All batches; a server that sends the same page again and again is not followed."""
        seen: set[str] = set()
        for each in self._api.batches.list(limit=100):
            if each.id in seen:
                return
            seen.add(each.id)
            yield each

    @contextmanager
    def _explained(self) -> Iterator[None]:
        import httpx2

        try:
            yield
        except httpx2.TransportError as error:  # in the middle of a file, where the client lets it pass
            raise _unavailable(f"{type(error).__name__}: {error}", self._settings) from None
        except Exception as error:
            if not_a_completion(error):
                raise _unavailable("it sent something that the Batch API does not know", self._settings) from error
            reply = of_error(error, "")
            if reply is None:
                raise
            there = getattr(error, "status_code", None) not in _NOT_THERE
            raise _in_words(hidden(reply, self._settings), self._settings, there=there) from None


def _file_name(mark: str) -> str:
    return f"checker-{mark}.jsonl"


def _in_words(reply: Reply, settings: Settings, *, there: bool) -> ExtractionError:
    message = reply.message.rstrip(".") or "no reason given"
    if reply.outcome is Outcome.UNAVAILABLE:
        return _unavailable(message, settings)
    kind = ModelRejected if there else NotAtServer
    return kind(_ADVICE.get(reply.outcome, _REJECTED).format(server=server(settings), message=message))


def _unavailable(message: str, settings: Settings) -> ModelUnavailable:
    return ModelUnavailable(f"{server(settings)} did not answer about a batch: {message}. It is asked again later.")
