"""
What the offline scorer and the offline extractor take on this machine, on one core.

Never here: how good they are; checker.measure knows that.
"""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice

from checker import tasks
from checker.bench import Measured
from checker.bench.texts import article
from checker.bench.texts import sentences as made_up
from checker.config import Settings
from checker.extract.offline import OfflineExtractor
from checker.extract.running import extract
from checker.extract.spending.book import CallBook
from checker.scorer import linear_scorer
from checker.scorer.linear import Linear
from checker.scorer.weights import SHIPPED, load
from checker.text import sentences

SENTENCES = 10_000
ARTICLE_SENTENCES = 50  # about 900 words
_TIMES = 5  # the best of so many is told


def measure() -> Iterator[Measured]:
    """Yield the figures; each is the best of some runs."""
    loading = _best(lambda: Linear(load()).scores(["Rents rose by 14 percent."]))
    size = SHIPPED.stat().st_size
    yield Measured(name="weights loaded and a first sentence scored", value=1_000 * loading, unit="ms", most=100)
    yield Measured(name="size of the weights", value=size / 1024, unit="KiB", most=1024)
    text, scorer = " ".join(islice(made_up(), SENTENCES)), Linear(load())
    took = _best(lambda: scorer.scores([span.of(text) for span in sentences(text)]))
    yield Measured(name="from text to scores, splitting included", value=SENTENCES / took, unit="sentences/s", least=5_000)
    yield _article()


def _article() -> Measured:
    text = article(ARTICLE_SENTENCES)
    settings, extractor = Settings.load(model=None), OfflineExtractor(linear_scorer())
    draft = tasks.read_text(settings, text)
    document = tasks.make_document(draft, tasks.Metadata(), tasks.new_id(), "bench", datetime.now(UTC))
    took = _best(lambda: extract(extractor, document, CallBook(settings)))
    name = f"an article of {len(text.split()):,} words through the offline extractor"
    return Measured(name=name, value=1_000 * took, unit="ms", most=50)


def _best(work: Callable[[], object]) -> float:
    """Return the seconds of this process that the work took at best."""
    taken = []
    for _ in range(_TIMES):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return min(taken)
