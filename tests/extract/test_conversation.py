"""What is asked of a model, how often and under which key: without a model, and with one over HTTP."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from checker.budget import Price
from checker.config import Settings
from checker.errors import ModelRejected
from checker.extract import Request, Send
from checker.extract.asking import instructions
from checker.extract.asking.conversation import Conversation, Means, Topic
from checker.extract.asking.outcome import Outcome, Reply
from checker.extract.asking.provider import Form, Model, Question
from checker.extract.asking.schema import Purpose, schema_text
from checker.extract.chain import ModelChain
from checker.extract.spending.book import CallBook
from checker.extract.spending.rules import ATTEMPTS
from checker.model import ModelCall
from tests.builders import make_document
from tests.extract.answers import Body, answer, claim, every_sentence, no_sentence, targets
from tests.extract.chains import Desk, plain, wells
from tests.extract.scripted import Failed, Scripted, chain, read
from tests.openai_server import Answer, completion, serving

MODEL = "openai:m"
TOPIC = Topic(purpose=Purpose.EXTRACT, message=lambda code: f"BEGIN {code}\nEND {code}", answer_tokens=100)


class Line:
    """A model that answers as it is told, and how often it was opened and closed."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = list(replies)
        self.asked: list[Question] = []
        self.opened = 0
        self.closed = 0

    @contextmanager
    def open(self, settings: Settings, clock: Callable[[], float]) -> Iterator[Model]:
        self.opened += 1
        yield Model(forms=tuple(Form), ask=self._ask)
        self.closed += 1

    def _ask(self, question: Question) -> Reply:
        self.asked.append(question)
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


GOOD = Reply(outcome=Outcome.OK, raw='{"claims":[],"skipped":[]}', input_tokens=11, output_tokens=7, cached_tokens=3)


def _settings(**changes: Any) -> Settings:
    return Settings.load(model=MODEL, base_url="http://127.0.0.1:9/v1", **changes)


def _conversation(line: Line, **means: Any) -> Conversation:
    settings = _settings()
    return Conversation(settings, instructions.load(settings), Means(open=line.open, **means))


def test_the_key_is_the_same_for_the_same_question_whatever_the_code_of_the_fence() -> None:
    one, other = (_conversation(Line(GOOD), nonce=nonce) for nonce in (lambda: "aaaa", lambda: "bbbb"))
    assert one.request(TOPIC).human != other.request(TOPIC).human
    assert one.request(TOPIC).key == other.request(TOPIC).key


@pytest.mark.parametrize("changes", [{"model": "openai:other"}, {"topics": ("health",)}, {"instructions": "Leave sports out."}])
def test_the_key_changes_with_the_model_and_with_what_it_is_told(changes: dict[str, Any]) -> None:
    keys = [read(plain(), no_sentence, **each)[1].asked[0].key for each in ({}, changes)]
    assert keys[0] != keys[1]


def test_the_key_changes_with_the_document_and_with_what_is_known_about_it() -> None:
    documents = [plain(), plain(title="Another"), make_document(text="Rents rose.")]
    assert len({read(each, no_sentence)[1].asked[0].key for each in documents}) == 3


def test_the_estimate_covers_all_that_is_sent_with_the_schema() -> None:
    request = _conversation(Line(GOOD)).request(TOPIC)
    sent = len((request.system + request.human + schema_text()).encode())
    assert request.input_tokens > sent / 4
    assert request.answer_tokens == 100


def test_the_client_is_opened_when_it_is_first_needed_and_once() -> None:
    line = Line(GOOD)
    conversation = _conversation(line)
    assert line.opened == 0
    for _ in range(3):
        conversation.ask(CallBook(_settings()), TOPIC)
    conversation.close()
    assert (line.opened, line.closed) == (1, 1)
    conversation.ask(CallBook(_settings()), TOPIC)
    assert line.opened == 2


def test_an_answer_that_is_there_already_opens_no_client_and_is_read_as_critically() -> None:
    line = Line(GOOD)
    for script, outcome in ((no_sentence, Outcome.OK), (lambda body: "Sure!", Outcome.INVALID)):  # noqa: ARG005 - whatever is asked
        assert _conversation(line).ask(Scripted(script), TOPIC).outcome is outcome
    assert line.opened == 0


def test_the_length_that_the_caps_allow_reaches_the_model() -> None:
    line = Line(GOOD)

    class Capped(Scripted):
        def ask(self, request: Request, send: Send) -> ModelCall | None:
            return send(321)

    _conversation(line).ask(Capped(no_sentence), TOPIC)
    assert [question.answer_tokens for question in line.asked] == [321]


def test_a_form_that_the_server_does_not_know_is_not_tried_by_the_next_question() -> None:
    refused = Reply(outcome=Outcome.FORM_REFUSED, message="response_format")
    line, book = Line(refused, refused, GOOD), CallBook(_settings())
    conversation = _conversation(line)
    assert conversation.ask(book, TOPIC).outcome is Outcome.OK
    conversation.ask(CallBook(_settings()), TOPIC)
    assert [question.form for question in line.asked] == [Form.SCHEMA, Form.OBJECT, Form.WORDS, Form.WORDS]


def test_a_run_that_is_taken_up_again_asks_as_often_as_before_whatever_was_learned_since() -> None:
    def script(answers: list[Any]) -> Callable[[Body], Any]:
        return lambda body: answers.pop(0) if answers else every_sentence(body)

    def asked(reader: Conversation) -> int:
        calls = Scripted(script([Failed("form_refused"), Failed("form_refused"), "{}"]))
        reader.ask(calls, TOPIC)
        return len(calls.asked)

    conversation = _conversation(Line(GOOD))
    assert asked(conversation) == asked(conversation) == 3


def test_the_same_answers_bring_the_same_questions_and_the_same_reading() -> None:
    def script(body: Body) -> Any:
        return answer(claim("s2"), claim("s3", quote="Exports fell"))

    (one, first), (other, second) = (read(plain(), script, second_reader="all") for _ in range(2))
    assert one == other
    assert [request.key for request in first.asked] == [request.key for request in second.asked]
    assert first.purposes == ["extract", "repair", "second_reader"]


def test_a_silent_server_is_asked_again_and_the_run_may_end_in_between() -> None:
    calls = Scripted(lambda body: Failed("unavailable"))  # noqa: ARG005 - whatever is asked
    assert _conversation(Line(GOOD)).ask(calls, TOPIC).outcome is Outcome.UNAVAILABLE
    assert (len(calls.asked), calls.waits) == (ATTEMPTS, [1.0, 2.0])
    ended = iter([Failed("unavailable"), None])
    assert _conversation(Line(GOOD)).ask(Scripted(lambda body: next(ended)), TOPIC).outcome is Outcome.NOT_ASKED  # noqa: ARG005


def _counted(body: Body, said: Any, cached: int = 0) -> Answer:
    """A completion with the tokens that a server would count: a fourth of the bytes of everything that was sent."""
    raw = json.dumps(said)
    sent = len(json.dumps([body["messages"], body.get("response_format")], ensure_ascii=False).encode()) // 4
    usage = {
        "prompt_tokens": sent,
        "completion_tokens": len(raw) // 4,
        "total_tokens": sent + len(raw) // 4,
        "prompt_tokens_details": {"cached_tokens": cached},
    }
    good = completion(raw)
    return replace(good, data={**good.data, "usage": usage})


def test_a_budget_of_a_thousand_tokens_sends_nothing_and_says_which_cap_and_what_to_do() -> None:
    with serving(every_sentence) as server:
        desk = Desk(server)
        with pytest.raises(ModelRejected, match=r"cap of 1,000 tokens a run leaves 1,000: raise CHECKER_MAX_TOKENS_PER_RUN\.$"):
            desk.extract("good", wells(120), max_tokens_per_run=1_000)
        assert server.seen == []
    assert desk.outcomes == ["over_budget"]


@pytest.mark.parametrize("cap", [14_000, 30_000])
def test_a_run_ends_before_its_cap_with_what_it_has_and_says_what_was_not_read(cap: int) -> None:
    with serving(lambda body: _counted(body, every_sentence(body))) as server:
        desk = Desk(server)
        extraction = desk.extract("good", wells(400), max_tokens_per_run=cap, answer_tokens=5_000)
    used = sum((call.input_tokens or 0) + (call.output_tokens or 0) for call in desk.calls)
    assert 0.75 * cap < used <= cap
    assert all(seen.body["max_tokens"] <= 5_000 for seen in server.seen)
    assert extraction.proposals
    [over] = extraction.problems
    assert f"{400 - len(extraction.proposals)} sentences were not read" in over
    assert f"but the cap of {cap:,} tokens a run leaves {cap - used:,}: raise CHECKER_MAX_TOKENS_PER_RUN, or" in over
    assert len(extraction.skipped) == 400 - len(extraction.proposals)


def test_a_cap_on_the_cost_is_kept_with_two_models_at_their_own_prices() -> None:
    prices = {"openai:good": Price(input=1, output=10, cached_input=0.5), "openai:small": Price(input=0.1, output=1)}

    def script(body: Body) -> Any:
        return _counted(body, {"remarks": []} if body["model"] == "small" else every_sentence(body), cached=100)

    with serving(script) as server:
        desk = Desk(server)
        desk.extract(
            "good", wells(40), prices=prices, max_cost_per_run=1, second_reader="all", second_reader_model="openai:small"
        )
    assert [(call.model, call.cached_tokens) for call in desk.calls] == [("openai:good", 100), ("openai:small", 100)]
    sent, got = ([getattr(call, name) or 0 for call in desk.calls] for name in ("input_tokens", "output_tokens"))
    assert [call.cost for call in desk.calls] == [
        pytest.approx(((sent[0] - 100) * 1 + 50 + got[0] * 10) / 1e6),
        pytest.approx((sent[1] * 0.1 + got[1] * 1) / 1e6),
    ]


def test_a_second_reader_that_is_not_there_does_not_stop_the_first() -> None:
    def script(body: Body) -> Any:
        return every_sentence(body)

    with serving(script) as server:
        desk = Desk(server)
        extraction = desk.extract("good", wells(80), second_reader="all", second_reader_model="openai:404", parallel_calls=1)
    assert len(extraction.proposals) == 80
    assert desk.outcomes == ["ok", "model_not_found", "ok"]
    assert [problem[:33] for problem in extraction.problems] == ["The second reader did not look at"] * 2


ARTICLE = [
    "The council of Northport approved a budget of $48 million for school meals on Tuesday, after months of debate.",
    "“No child will go hungry this winter,” Mayor Ida Lund told reporters outside the town hall in the afternoon.",
    "According to the Food Agency, about 8 percent of pupils skipped lunch in 2024, down from 11 percent in 2021.",
    "Opposition leader Otto Grau said the plan would cost each household 90 dollars a year and help nobody.",
]


def _careful(body: Body, wrong: int) -> Body:
    """Claim every other sentence in its own words, and get every so many wrong."""
    shown = targets(body)
    claimed = list(shown)[::2]
    said = [
        claim(
            id_,
            quote=shown[id_],
            claim=f"{shown[id_]} 77" if n % wrong == wrong - 1 else shown[id_],
            claimant="Ida Lund",
            claimant_role="Mayor",
        )
        for n, id_ in enumerate(claimed)
    ]
    return answer(*said, skipped=dict.fromkeys(set(shown) - set(claimed), "no_claim"))


@pytest.mark.parametrize("repaired", [False, True])
def test_an_article_of_forty_sentences_takes_at_most_three_calls_and_six_thousand_tokens(repaired: bool) -> None:
    text = "\n\n".join(
        " ".join(ARTICLE[n % 4].replace("2024", str(1980 + n)) for n in range(m, m + 4)) for m in range(0, 40, 4)
    )

    def script(body: Body) -> Any:
        return _counted(body, _careful(body, wrong=7 if repaired else 1_000))

    with serving(script) as server:
        desk = Desk(server)
        desk.extract("good", make_document(text=text))
    assert desk.purposes == (["extract", "repair"] if repaired else ["extract"])
    used = sum(call.input_tokens or 0 for call in desk.calls)
    assert used <= 6_000, f"{used} tokens in {len(desk.calls)} calls"


def test_a_closed_chain_lets_go_of_its_clients() -> None:
    line = Line(GOOD)
    settings = _settings(second_reader="all", second_reader_model="openai:small")
    reader = ModelChain(settings, Means(open=line.open))
    reader.read(plain(), 0, CallBook(settings))
    reader.close()
    assert line.opened == line.closed > 0


def test_the_version_of_the_prompt_is_that_of_the_calls() -> None:
    _, calls = read(plain(), lambda body: answer())  # noqa: ARG005 - whatever is asked
    assert {request.prompt_hash for request in calls.asked} == {chain().prompt_hash}
