from dataclasses import dataclass, field

import pytest
from langchain_core.exceptions import ContextOverflowError, ModelConnectionError, ModelInvalidRequestError
from langchain_core.messages import AIMessage

from checker.extract.asking.outcome import ENDINGS, STATUSES, Outcome, of_error, of_message
from checker.extract.gaps import ADVICE, WHY_UNREAD
from checker.extract.spending.rules import FINAL


@dataclass(eq=False)
class ProviderError(Exception):
    """An error as the packages of other providers raise them."""

    status_code: int
    message: str = "words of the server"
    body: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message


class ReadTimeout(Exception):
    pass


@pytest.mark.parametrize(
    ("metadata", "outcome"),
    [
        ({"finish_reason": "stop"}, Outcome.OK),
        ({"stop_reason": "end_turn"}, Outcome.OK),
        ({}, Outcome.OK),
        ({"finish_reason": "length"}, Outcome.TRUNCATED),
        ({"stop_reason": "max_tokens"}, Outcome.TRUNCATED),
        ({"done_reason": "length"}, Outcome.TRUNCATED),
        ({"finish_reason": "MAX_TOKENS"}, Outcome.TRUNCATED),
        ({"finish_reason": "SAFETY"}, Outcome.FILTERED),
        ({"stop_reason": "refusal"}, Outcome.REFUSED),
    ],
)
def test_the_end_of_an_answer_is_understood_for_every_provider(metadata: dict[str, str], outcome: Outcome) -> None:
    message = AIMessage(
        "{}", response_metadata=metadata, usage_metadata={"input_tokens": 5, "output_tokens": 2, "total_tokens": 7}
    )
    reply = of_message(message)
    assert (reply.outcome, reply.raw, reply.input_tokens, reply.output_tokens) == (outcome, "{}", 5, 2)


def test_an_answer_without_usage_has_no_token_counts() -> None:
    reply = of_message(AIMessage("{}"))
    assert (reply.input_tokens, reply.output_tokens) == (None, None)


def test_the_text_of_an_answer_in_blocks_is_put_together() -> None:
    assert of_message(AIMessage([{"type": "text", "text": '{"a"'}, {"type": "text", "text": ": 1}"}])).raw == '{"a": 1}'


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (ProviderError(401), Outcome.UNAUTHORISED),
        (ProviderError(404), Outcome.MODEL_NOT_FOUND),
        (ProviderError(429), Outcome.UNAVAILABLE),
        (ProviderError(429, body={"code": "insufficient_quota"}), Outcome.QUOTA_EXHAUSTED),
        (ProviderError(400, "Your credit: insufficient balance"), Outcome.QUOTA_EXHAUSTED),
        (ProviderError(529), Outcome.UNAVAILABLE),
        (ProviderError(500), Outcome.UNAVAILABLE),
        (ProviderError(413), Outcome.CONTEXT_TOO_LONG),
        (ProviderError(400, "prompt is too long: 9000 tokens"), Outcome.CONTEXT_TOO_LONG),
        (ProviderError(422, "bad field"), Outcome.REJECTED),
        (ContextOverflowError("too much"), Outcome.CONTEXT_TOO_LONG),
        (ModelInvalidRequestError("bad"), Outcome.REJECTED),
        (ModelConnectionError("no"), Outcome.UNAVAILABLE),
        (ConnectionRefusedError("no"), Outcome.UNAVAILABLE),
        (ReadTimeout("late"), Outcome.UNAVAILABLE),
        (KeyError("choices"), Outcome.UNAVAILABLE),
    ],
)
def test_an_error_is_sorted_by_what_it_says_about_the_call(error: Exception, outcome: Outcome) -> None:
    reply = of_error(error, "body")
    assert reply is not None
    assert (reply.outcome, reply.raw) == (outcome, "body")


def test_an_error_that_no_call_causes_is_not_sorted() -> None:
    assert of_error(RuntimeError("a fault of ours"), "") is None


@pytest.mark.parametrize(
    ("error", "refused"),
    [
        (ProviderError(400, "response_format json_schema is not supported"), True),
        (ProviderError(422, "unknown field response_format"), True),
        (ProviderError(400, "unknown field seed"), False),
        (ProviderError(500, "response_format"), False),
    ],
)
def test_a_form_that_the_server_does_not_know_is_told_from_other_bad_requests(error: Exception, refused: bool) -> None:
    reply = of_error(error, "")
    assert reply is not None
    assert (reply.outcome is Outcome.FORM_REFUSED) is refused


def test_a_very_long_message_is_cut() -> None:
    reply = of_error(ProviderError(400, "word " * 1000), "")
    assert reply is not None
    assert len(reply.message) < 400


def test_every_failure_has_words_for_the_reviewer_and_what_ends_a_run_says_what_to_do() -> None:
    assert WHY_UNREAD.keys() == {*Outcome} - {Outcome.OK}
    assert {*FINAL} <= ADVICE.keys()
    assert {*FINAL} <= {*STATUSES.values()} | {Outcome.QUOTA_EXHAUSTED, Outcome.OVER_BUDGET}
    assert {*ENDINGS.values()} == {Outcome.TRUNCATED, Outcome.FILTERED, Outcome.REFUSED}
