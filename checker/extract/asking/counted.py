"""
A model that is asked no more than the caps of the day allow, for questions that belong to no run.

Never here: a question, or a cap of a run.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from checker.budget import estimate_tokens
from checker.config import Settings
from checker.extract import Request
from checker.extract.asking.outcome import Outcome, Reply
from checker.extract.asking.provider import Model, Open, Question, open_model
from checker.extract.spending.book import CallBook
from checker.extract.spending.purse import Outlays, Purse
from checker.extract.spending.rules import unsent
from checker.model import ModelCall

LONGEST_ANSWER = 1_000  # tokens, as reckoned; the longest answer to the questions of `checker doctor` takes about half of it


def counted(outlays: Outlays, opened: Open = open_model) -> Open:
    """Return how to open a model so that each question counts; one that does not fit is not sent, and is `over_budget`."""

    @contextmanager
    def open_counted(settings: Settings, clock: Callable[[], float]) -> Iterator[Model]:
        alone = settings.model_copy(update={"max_tokens_per_run": None, "max_cost_per_run": None})
        with opened(settings, clock) as model:
            yield replace(model, ask=lambda question: _asked(model, alone, Purse(outlays), question))

    return open_counted


def _asked(model: Model, settings: Settings, purse: Purse, question: Question) -> Reply:
    request = _request(settings, question)
    replies: list[Reply] = []

    def send(limit: int | None) -> ModelCall:
        limits = [each for each in (limit, question.answer_tokens) if each is not None]
        replies.append(model.ask(replace(question, answer_tokens=min(limits, default=None))))
        return _call(request, replies[0])

    call = CallBook(settings, purse=purse).ask(request, send)
    return replies[0] if replies else Reply(outcome=Outcome.OVER_BUDGET, message=call.message if call else "")


def _request(settings: Settings, question: Question) -> Request:
    return Request(
        key="",
        purpose="",
        model=settings.model or "",
        prompt_hash="",
        form=question.form,
        system=question.system,
        human=question.human,
        input_tokens=estimate_tokens(question.system, question.human, json.dumps(question.schema)),
        answer_tokens=question.answer_tokens or LONGEST_ANSWER,
    )


def _call(request: Request, reply: Reply) -> ModelCall:
    return replace(
        unsent(request, reply.outcome, datetime.now(UTC), reply.message),
        sent=True,
        raw=reply.raw,
        input_tokens=reply.input_tokens,
        output_tokens=reply.output_tokens,
        cached_tokens=reply.cached_tokens,
        may_be_billed=reply.may_be_billed,
    )
