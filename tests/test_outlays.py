"""What commands spend that store nothing else: it counts under the caps of the day, and the caps hold for it."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from checker import tasks
from checker.budget import Spent, midnight
from checker.cli import main
from checker.config import Settings
from checker.decisions import Desk
from checker.errors import ConfigError
from checker.extract.asking.counted import counted
from checker.extract.asking.outcome import Reply
from checker.extract.asking.provider import Form, Model, Question
from checker.extract.spending.book import CallBook
from checker.extract.spending.purse import Purse
from checker.model import ModelCall
from checker.store import Store, calls, outlays
from checker.store.outlays import Outlay
from checker.tasks.outlays import Outlays, noted
from checker.words import Outcome
from tests import desk_process
from tests.builders import make_call, make_request
from tests.extract import probed
from tests.extract.answers import every_sentence
from tests.fakes import Clock, in_threads
from tests.openai_server import serving
from tests.run_calls import MODEL, PRICES, asking, begin, must_not_send, sending
from tests.workers import PATIENCE

TEXT = "In 1950 the town of Springfield had 50 wells."
GOLD = json.dumps({"debate": "1", "text": TEXT, "label": "yes"})


def settings_of(**changes: Any) -> Settings:
    return Settings.load(model=MODEL, prices=PRICES, **changes)


def book_at(desk: Desk, **changes: Any) -> CallBook:
    """Return the calls of a command at this desk's database."""
    used = settings_of(**changes)
    return CallBook(used, purse=Purse(Outlays(used, "extract", lambda _settings: desk)), now=desk.now)


def spent(desk: Desk) -> Spent:
    with desk.store.read() as tx:
        return calls.spent_since(tx, midnight(desk.now()))


def test_what_a_command_takes_is_set_aside_while_it_is_on_its_way_and_counted_when_it_is_over(desk: Desk) -> None:
    on_the_way: list[Spent] = []

    def send(limit: int | None) -> ModelCall:
        on_the_way.append(spent(desk))
        return make_call(input_tokens=10, output_tokens=3)

    book_at(desk, max_tokens_per_day=5_000).ask(make_request(input_tokens=900, answer_tokens=300), send)
    assert on_the_way == [Spent(tokens=5_000, cost=900 + 2 * 4_100)]
    assert spent(desk) == Spent(tokens=13, cost=16)


def test_a_command_is_held_to_what_runs_have_left_of_the_day(desk: Desk, clock: Clock) -> None:
    cap: dict[str, Any] = {"max_tokens_per_day": 3_000}
    send, _ = sending(make_call(input_tokens=900, output_tokens=1_200))
    asking(desk, begin(desk), **cap).ask(make_request(), send)
    refused = book_at(desk, **cap).ask(make_request(key="key-2"), must_not_send)
    assert refused
    assert (refused.outcome, "CHECKER_MAX_TOKENS_PER_DAY, or go on tomorrow" in refused.message) == (Outcome.OVER_BUDGET, True)
    clock.advance(days=1)
    send, limits = sending(make_call(key="key-2"))
    book_at(desk, **cap).ask(make_request(key="key-2"), send)
    assert limits == [2_100]


def test_a_run_is_held_to_what_commands_have_left_of_the_day(desk: Desk) -> None:
    cap: dict[str, Any] = {"max_tokens_per_day": 3_000}
    send, _ = sending(make_call(input_tokens=900, output_tokens=1_200))
    book_at(desk, **cap).ask(make_request(), send)
    refused = asking(desk, begin(desk), **cap).ask(make_request(key="key-2"), must_not_send)
    assert refused
    assert refused.outcome == Outcome.OVER_BUDGET


def test_a_cap_on_what_a_day_costs_holds_for_commands_too(desk: Desk) -> None:
    send, limits = sending(make_call(input_tokens=900, output_tokens=1_000), make_call(key="key-2"))
    assert book_at(desk, max_cost_per_day=4_000).ask(make_request(), send)
    refused = book_at(desk, max_cost_per_day=4_000).ask(make_request(key="key-2"), must_not_send)
    assert refused
    assert (refused.outcome, limits) == (Outcome.OVER_BUDGET, [1_550])


@pytest.mark.parametrize(("error", "tokens"), [(ZeroDivisionError, 1_300), (KeyboardInterrupt, 1_300), (ConfigError, 0)])
def test_a_call_that_broke_keeps_counting_unless_it_surely_was_not_sent(
    desk: Desk, error: type[BaseException], tokens: int
) -> None:
    def broken(limit: int | None) -> ModelCall:
        raise error

    with pytest.raises(error):
        book_at(desk).ask(make_request(input_tokens=900, answer_tokens=400), broken)
    assert spent(desk).tokens == tokens
    with desk.store.read() as tx:
        assert outlays.under_way(tx, midnight(desk.now())) == 0  # nobody waits for it


def test_commands_that_are_broken_off_again_and_again_do_not_pass_the_cap_of_the_day(desk: Desk) -> None:
    sent: list[int] = []

    def broken(limit: int | None) -> ModelCall:
        sent.append(limit or 0)
        raise KeyboardInterrupt

    def attempt() -> ModelCall | None:
        try:
            return book_at(desk, max_tokens_per_day=3_000).ask(make_request(input_tokens=900, answer_tokens=400), broken)
        except KeyboardInterrupt:
            return None

    refused = [attempt() for _ in range(3)]
    assert len(sent) == 1
    assert [call.outcome for call in refused[1:] if call] == [Outcome.OVER_BUDGET] * 2


def counted_replies(desk: Desk, reply: Reply | type[BaseException], **caps: Any) -> tuple[Reply, list[Question]]:
    """Ask a model, which counts at this desk, one small question; return the reply and what reached the model."""
    asked: list[Question] = []

    def ask(question: Question) -> Reply:
        asked.append(question)
        if isinstance(reply, Reply):
            return reply
        raise reply

    @contextmanager
    def opened(_settings: Settings, _clock: Callable[[], float]) -> Iterator[Model]:
        yield Model(forms=(Form.WORDS,), ask=ask)

    used = settings_of(**caps)
    question = Question(form=Form.WORDS, system="system", human="human", schema_name="word", schema={}, answer_tokens=40)
    with counted(Outlays(used, "doctor", lambda _settings: desk), opened)(used, lambda: 0.0) as model:
        return model.ask(question), asked


def test_a_question_of_no_run_counts_under_the_cap_of_the_day_and_is_not_sent_when_it_is_full(desk: Desk) -> None:
    good = Reply(outcome=Outcome.OK, raw="{}", input_tokens=700, output_tokens=30)
    caps = {"max_tokens_per_day": 1_200, "max_tokens_per_run": 10}
    came, asked = counted_replies(desk, good, **caps)
    assert (came, spent(desk).tokens, [each.answer_tokens for each in asked]) == (good, 730, [40])
    came, _ = counted_replies(desk, replace(good, outcome=Outcome.UNAVAILABLE, input_tokens=None, output_tokens=None), **caps)
    assert (came.outcome, spent(desk).tokens) == (Outcome.UNAVAILABLE, 730)
    counted_replies(desk, good, **caps)
    refused, asked = counted_replies(desk, good, **caps)
    assert (refused.outcome, asked, spent(desk).tokens) == (Outcome.OVER_BUDGET, [], 1_460)
    assert "raise CHECKER_MAX_TOKENS_PER_DAY, or go on tomorrow" in refused.message


def test_a_question_of_no_run_that_is_broken_off_keeps_counting(desk: Desk) -> None:
    with pytest.raises(KeyboardInterrupt):
        counted_replies(desk, KeyboardInterrupt)
    assert spent(desk).tokens > 40


def test_what_a_killed_command_set_aside_keeps_counting_and_is_not_waited_for(desk: Desk, clock: Clock) -> None:
    killed = Outlay(id="gone", at=desk.now(), purpose="eval", model=MODEL, aside=Spent(tokens=2_500))
    with desk.store.write() as tx:
        outlays.add(tx, killed)
    clock.advance(hours=1)
    refused = book_at(desk, max_tokens_per_day=3_000).ask(make_request(), must_not_send)
    assert refused
    assert refused.outcome == Outcome.OVER_BUDGET


def test_a_command_waits_while_another_one_holds_what_it_may_not_need(desk: Desk) -> None:
    cap: dict[str, Any] = {"max_tokens_per_day": 3_000}
    sent = threading.Event()
    came: list[ModelCall | None] = []

    def slowly(limit: int | None) -> ModelCall:
        sent.set()
        threading.Event().wait(0.3)
        return make_call(input_tokens=100, output_tokens=10)

    def follow() -> None:
        assert sent.wait(PATIENCE)
        send, _ = sending(make_call(key="key-2"))
        came.append(book_at(desk, **cap).ask(make_request(key="key-2"), send))

    in_threads([lambda: book_at(desk, **cap).ask(make_request(), slowly), follow])
    assert [call.outcome for call in came if call] == [Outcome.OK]


def test_commands_and_runs_at_the_same_time_never_exceed_the_cap_of_the_day_together(database_url: str) -> None:
    cap: dict[str, Any] = {"max_tokens_per_day": 6_000}
    stores = [Store(database_url) for _ in range(3)]  # as three processes have
    first, second, third = map(desk_process.desk_at, stores)
    run, used = begin(first), list[int]()

    def send(limit: int | None) -> ModelCall:
        assert limit is not None
        threading.Event().wait(0.01)
        used.append(500 + limit // 4)
        return make_call(input_tokens=500, output_tokens=limit // 4)

    def ask(calls_of: Any, key: str) -> Callable[[], object]:
        return lambda: calls_of.ask(make_request(key=key, input_tokens=500, answer_tokens=300), send)

    many = [asking(first, run, **cap), book_at(second, **cap), book_at(third, **cap)]
    in_threads([ask(each, f"{at}-{number}") for at, each in enumerate(many) for number in range(4)])
    assert 3 <= len(used) < 12
    assert sum(used) <= 6_000
    assert spent(first).tokens == sum(used)
    for store in stores:
        store.close()


def test_without_a_call_no_database_is_opened() -> None:
    def must_not_open(_settings: Settings) -> Desk:
        pytest.fail("the database was opened")

    with noted(settings_of(), "extract", must_not_open) as book:
        assert book


# The commands


@pytest.fixture(name="run")
def _run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setenv("CHECKER_DATABASE_URL", f"sqlite:///{tmp_path}/work.db")
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "gold.jsonl").write_text(GOLD, encoding="utf-8")
    return lambda *arguments: CliRunner().invoke(main, arguments, catch_exceptions=False)


@pytest.mark.parametrize("command", [("extract", "a.txt"), ("eval", "gold.jsonl")])
def test_a_command_that_stores_nothing_keeps_the_cap_of_the_day_and_counts_under_it(
    run: Callable[..., Result], command: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, file = command
    monkeypatch.setenv("CHECKER_MAX_TOKENS_PER_DAY", "4000")
    with serving(every_sentence) as server:
        monkeypatch.setenv("CHECKER_BASE_URL", server.url)
        asked = [run(name, str(tmp_path / file), "--model", "openai:good") for _ in range(2)]
        assert len(server.seen) == 2  # a call takes 18 tokens here
        desk = tasks.open_desk(Settings.load())
        assert spent(desk).tokens == 36
        with desk.store.write() as tx:
            outlays.add(tx, Outlay(id="more", at=desk.now(), purpose=name, model=MODEL, aside=Spent(tokens=3_000)))
            outlays.settle(tx, "more", Spent(tokens=3_000))
        desk.store.close()
        refused = run(name, str(tmp_path / file), "--model", "openai:good")
        assert len(server.seen) == 2
    assert [done.exit_code for done in (*asked, refused)] == [0, 0, 1]
    assert "the cap of 4,000 tokens a day leaves 964: raise CHECKER_MAX_TOKENS_PER_DAY" in refused.stderr


@pytest.mark.parametrize(("options", "questions"), [((), 1), (("--model",), 7)])
def test_what_the_doctor_asks_counts_under_the_cap_of_the_day_and_a_full_one_is_its_result(
    run: Callable[..., Result], options: tuple[str, ...], questions: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHECKER_MODEL", MODEL)
    with serving(probed.honest) as server:
        monkeypatch.setenv("CHECKER_BASE_URL", server.url)
        assert run("doctor", *options).exit_code == 0
        desk = tasks.open_desk(Settings.load())
        took, sent = spent(desk).tokens, len(server.seen)
        assert took >= 60 * questions
        monkeypatch.setenv("CHECKER_MAX_TOKENS_PER_DAY", str(took))
        refused = run("doctor", *options)
        assert (len(server.seen), spent(desk).tokens) == (sent, took)
        desk.store.close()
    assert refused.exit_code == 1
    assert "fails   model: The next call takes about" in refused.output
    assert "raise CHECKER_MAX_TOKENS_PER_DAY, or go on tomorrow" in refused.output


def test_the_cap_that_an_option_set_is_named_by_the_option_once(
    run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "long.txt").write_text(
        "\n".join(f"In {1900 + n} the town had {n} wells." for n in range(120)), encoding="utf-8"
    )
    with serving(every_sentence) as server:
        monkeypatch.setenv("CHECKER_BASE_URL", server.url)
        done = run("extract", str(tmp_path / "long.txt"), "--model", "openai:good", "--max-tokens", "1000")
        assert server.seen == []
    assert done.exit_code == 1
    assert done.stderr.count("the cap of 1,000 tokens a run leaves 1,000: raise --max-tokens.") == 1
    assert "CHECKER_MAX" not in done.stderr


def test_an_offline_extraction_needs_no_database(run: Callable[..., Result], tmp_path: Path) -> None:
    assert run("extract", str(tmp_path / "a.txt")).exit_code == 0
    assert not (tmp_path / "work.db").exists()
