"""What the small questions to a server show, over real HTTP."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from checker.budget import likely_tokens
from checker.config import Settings
from checker.extract.asking.outcome import Outcome
from checker.extract.asking.probing import FILLER, LIMIT, LONG, Measured, measure_model, probe_model
from checker.extract.asking.provider import Form
from tests.extract.answers import Body
from tests.extract.probed import forgetful, honest, human, lenient, uncounted, unlimited
from tests.openai_server import Server, serving


def _settings(server: Server, model: str = "good", **changes: Any) -> Settings:
    return Settings.load(**{"model": f"openai:{model}", "base_url": server.url, "api_key": "sk-secret-word", **changes})


def _measured(script: Callable[[Body], Any], model: str = "good") -> Measured:
    with serving(script) as server:
        return measure_model(_settings(server, model))


def test_a_good_server_is_found_good_in_every_way() -> None:
    found = _measured(honest)
    assert [form for form, tried in found.forms.items() if tried.right] == list(Form)
    assert found.first is found.forms[Form.SCHEMA]
    assert found.trap
    assert found.trap.in_form
    assert found.count
    assert found.count.right
    assert found.count.reply.output_tokens == 450
    assert found.limited
    assert (found.limited.reply.outcome, found.limited.reply.output_tokens) == (Outcome.TRUNCATED, LIMIT)
    assert found.long
    assert found.long.right


@pytest.mark.parametrize(
    ("model", "forms", "first"),
    [
        ("good", list(Form), Form.SCHEMA),
        ("400-schema", [Form.OBJECT, Form.WORDS], Form.OBJECT),
        ("400-format", [Form.WORDS], Form.WORDS),
    ],
)
def test_the_forms_that_work_are_told_apart_and_the_surest_is_used(model: str, forms: list[Form], first: Form) -> None:
    with serving(honest) as server:
        found = measure_model(_settings(server, model))
        asked_last = server.seen[-1].body.get("response_format", {}).get("type", "words")
    assert [form for form, tried in found.forms.items() if tried.in_form] == forms
    assert found.first
    assert (found.first.form, asked_last) == (first, first)


@pytest.mark.parametrize(
    ("model", "outcome"), [("401", "unauthorised"), ("404", "model_not_found"), ("503-html", "unavailable")]
)
def test_a_server_that_does_not_answer_is_asked_once(model: str, outcome: str) -> None:
    with serving(honest) as server:
        found = measure_model(_settings(server, model))
        assert len(server.seen) == 1
    assert found.first is None
    assert found.last.reply.outcome == outcome


def test_a_model_that_answers_in_prose_is_of_no_use_in_any_form() -> None:
    found = _measured(honest, "prose")
    assert (found.first, len(found.forms), found.trap) == (None, 3, None)


def test_a_schema_that_is_not_enforced_is_found_out() -> None:
    found = _measured(lenient)
    assert found.trap
    assert (found.trap.reply.outcome, found.trap.in_form) == (Outcome.OK, False)


def test_a_limit_that_is_not_kept_is_found_out() -> None:
    found = _measured(unlimited)
    assert found.limited
    assert (found.limited.reply.outcome, found.limited.reply.output_tokens) == (Outcome.OK, 450)


def test_a_text_whose_beginning_is_dropped_is_found_out() -> None:
    found = _measured(forgetful)
    assert found.long
    assert (found.long.in_form, found.long.right) == (True, False)


def test_a_server_that_counts_no_tokens_is_found_out() -> None:
    found = _measured(uncounted)
    assert found.first
    assert (found.first.reply.input_tokens, found.first.reply.output_tokens) == (None, None)


def test_the_long_text_is_longer_than_a_part_of_a_document_and_affordable() -> None:
    assert len(LONG.human.splitlines()) == FILLER + 2
    assert 4_000 < likely_tokens(LONG.human) < 8_000


def test_the_short_trial_is_one_small_call() -> None:
    with serving(honest) as server:
        found = probe_model(_settings(server))
        assert len(server.seen) == 1
        assert len(json.dumps(server.seen[0].body)) < 2_000
    assert found.first


def test_nothing_of_anybodys_documents_is_sent() -> None:
    with serving(honest) as server:
        measure_model(_settings(server))
        assert len({human(seen.body) for seen in server.seen}) == 4
