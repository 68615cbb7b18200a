"""
What a model's server can do, in words: the answer to a few small questions, one check a line of a table.

Never here: a question, or a document of anybody's.
"""

import json
from collections.abc import Callable

from checker import tasks
from checker.config import Settings
from checker.doctor.result import Result, Says, State, examined
from checker.errors import CheckerError
from checker.extract.asking.counted import counted
from checker.extract.asking.outcome import Outcome, shortened
from checker.extract.asking.probing import (
    ASK,
    CODE_WORD,
    COUNT,
    FILLER,
    LIMIT,
    LIMITED,
    LONG,
    TRAP,
    Measured,
    Trial,
    Tried,
    measure_model,
    probe_model,
)
from checker.extract.asking.provider import Form, server
from checker.extract.gaps import ADVICE
from checker.extract.spending.rules import used
from checker.model import ModelCall
from checker.tasks.outlays import noted
from checker.words import AnchorStatus

PURPOSE = "doctor"  # of what is spent here
LONGEST_EXPECTED = 60  # characters
ADDRESS = "Where its clients ask …/v1/chat/completions, CHECKER_BASE_URL is …/v1, such as http://127.0.0.1:11434/v1."
SENTENCE = "The library in Mill Street lent 41,000 books in 2019."


def model_answers(settings: Settings) -> Says:
    """Ask the model one small question."""
    if not settings.model:
        return State.WARNS, "none is set: the offline rules propose claims. Set CHECKER_MODEL for a language model."
    with noted(settings, PURPOSE) as outlays:
        measured = probe_model(settings, counted(outlays))
    state, words = _answers(measured, settings)
    return state, f"{words}; form of the answer by {measured.last.form}" if measured.first else words


def examine_model(settings: Settings) -> list[Result]:
    """Ask the model a few small questions, extract from one sentence, and return what each showed."""
    if not settings.model:
        return [Result(name="model", state=State.FAILS, says="none is set; set CHECKER_MODEL, such as openai:gpt-5-mini.")]
    try:
        with noted(settings, PURPOSE) as outlays:
            measured = measure_model(settings, counted(outlays))
    except CheckerError as error:
        return [Result(name="model", state=State.FAILS, says=str(error))]
    answers = examined("model", lambda _: _answers(measured, settings), settings)
    if not measured.first:
        return [answers]
    shown = []
    for name, look in MODEL_CHECKS.items():
        state, says = look(measured)
        shown.append(Result(name=name, state=state, says=says))
    return [answers, *shown, examined("extraction", _extraction, settings)]


def _answers(measured: Measured, settings: Settings) -> Says:
    tried = measured.first
    who = f"{settings.model} at {server(settings)}"
    if tried is None:
        return State.FAILS, _failed(measured.last, settings)
    if not tried.right:
        return State.WARNS, f"{who} answered in {tried.seconds:.1f} s, but wrongly: {_instead(tried, ASK)}. Try another model."
    return State.WORKS, f"{who} answered in {tried.seconds:.1f} s"


def _failed(tried: Tried, settings: Settings) -> str:
    reply = tried.reply
    message = reply.message.rstrip(".") or "no reason given"
    if reply.outcome in ADVICE:
        advice = ADVICE[reply.outcome].format(server=server(settings), model=settings.model, message=message)
        return f"{advice} {ADDRESS}" if reply.outcome is Outcome.UNAVAILABLE else advice
    who = f"{settings.model} at {server(settings)}"
    if reply.outcome is Outcome.OK:
        return f"{who} answers in no agreed form: {_instead(tried, ASK)}. Use another model."
    return f"{who} gave no answer: {reply.outcome.replace('_', ' ')} ({message}). Use another model, or mend its server."


def _instead(tried: Tried, trial: Trial) -> str:
    """What was asked, what was expected, and what came."""
    expected = shortened(json.dumps(trial.expected), LONGEST_EXPECTED)
    return f"asked “{trial.human}”, expected {expected}, got {_shown(tried)}"


def _shown(tried: Tried) -> str:
    return repr(shortened(tried.reply.raw, 100))


def _form(measured: Measured) -> Says:
    works = [str(form) for form, tried in measured.forms.items() if tried.in_form]
    no_use = {form: tried for form, tried in measured.forms.items() if not (tried.in_form or _unsent(tried))}
    turned_down = [f"{form} ({_why(tried, ASK)})" for form, tried in no_use.items()]
    also = f"; {', '.join(works[1:])} would do too" if works[1:] else ""
    words = f"asked for by {works[0]}{also}" + (f"; of no use: {', '.join(turned_down)}" if turned_down else "")
    return (State.WORKS if works[0] == Form.SCHEMA else State.WARNS), words


def _unsent(tried: Tried) -> bool:
    return tried.reply.outcome is Outcome.OVER_BUDGET


def _why(tried: Tried, trial: Trial) -> str:
    if tried.reply.outcome is Outcome.OK:
        return _instead(tried, trial)
    return tried.reply.message or tried.reply.outcome.replace("_", " ")


def _enforced(measured: Measured) -> Says:
    trap, first = measured.trap, measured.first
    if first is None or trap is None or first.form is not Form.SCHEMA:
        return State.WARNS, "no: the form is asked for in words only, so an answer may be in another one and is asked for again"
    if trap.in_form:
        return State.WORKS, "yes: told to break the form, the model kept to it"
    if trap.reply.outcome is Outcome.OK:
        return State.WARNS, f"no: the server takes the schema, and let the model break it with {_shown(trap)}"
    return State.WARNS, f"not known: told to break the form, the model gave no answer ({_why(trap, TRAP)})"


def _speed(measured: Measured) -> Says:
    if not (tried := measured.count) or not tried.in_form:
        return State.WARNS, f"not known: a long answer did not come whole ({_why(tried, COUNT) if tried else 'not asked'})"
    tokens = tried.reply.output_tokens
    rate = f", {tokens / tried.seconds:,.0f} a second" if tokens and tried.seconds else ""
    words = f"{tokens or 'an unknown number of'} tokens in {tried.seconds:.1f} s{rate}"
    return (State.WORKS, words) if tried.right else (State.WARNS, f"{words}; what came is wrong: {_instead(tried, COUNT)}")


def _usage(measured: Measured) -> Says:
    reply = measured.last.reply if not measured.first else measured.first.reply
    if reply.input_tokens is None or reply.output_tokens is None:
        return State.WARNS, "the server does not count them: what was used and what it cost is estimated, on the safe side"
    cached = "; it says how many were cached" if reply.cached_tokens is not None else ""
    return State.WORKS, f"counted by the server: {reply.input_tokens} in, {reply.output_tokens} out{cached}"


def _limit(measured: Measured) -> Says:
    if not (tried := measured.limited) or _unsent(tried):
        return State.WARNS, f"not known ({_why(tried, LIMITED) if tried else 'not asked'})"
    used = tried.reply.output_tokens
    if tried.reply.outcome is Outcome.TRUNCATED and (used is None or used <= LIMIT):
        return State.WORKS, f"kept: an answer was cut at {LIMIT} tokens, as asked"
    if tried.reply.outcome is Outcome.OK or (used or 0) > LIMIT:
        return State.WARNS, f"not kept: {used or 'more'} tokens came where {LIMIT} were allowed, so one call may go over a cap"
    return (
        State.FAILS,
        f"turned down ({_why(tried, LIMITED)}): with a cap on tokens or cost, nothing can be asked of this server",
    )


def _long(measured: Measured) -> Says:
    tried = measured.long
    if tried and tried.right:
        counted = f", {tried.reply.input_tokens:,} tokens," if tried.reply.input_tokens else ""
        return State.WORKS, f"a text of {FILLER} lines{counted} is read from its first word on"
    if tried and tried.reply.outcome is Outcome.OK:
        return State.FAILS, (
            f"of {FILLER} lines the first was not read: asked for its word ({CODE_WORD}), the model said {_shown(tried)}. "
            "Raise the context length of the server (Ollama: num_ctx), or documents are read in part only."
        )
    why = _why(tried, LONG) if tried else "not asked"
    if tried and tried.reply.outcome is Outcome.CONTEXT_TOO_LONG:
        return State.WARNS, f"{FILLER} lines are too many ({why}): long documents will be asked about in halves"
    return State.WARNS, f"not known: about {FILLER} lines there was no answer ({why})"


def _extraction(settings: Settings) -> Says:
    calls: list[ModelCall] = []
    extracted = tasks.extract_only(settings, tasks.read_text(settings, SENTENCE), calls.extend)
    found, problems = extracted.extraction.proposals, extracted.extraction.problems
    if problems:
        return State.FAILS, problems[0]
    given, got, _ = used(calls)
    tokens = f"{given:,} tokens in, {got:,} out"
    if not any(each.anchor is AnchorStatus.EXACT for each in found):
        return State.WARNS, f"in “{SENTENCE}” no claim was found with its words ({tokens}). Try another model."
    return State.WORKS, f"the claim of a trial sentence was found, word for word ({tokens})"


# What a model's server can do, after it was asked a few small questions.
MODEL_CHECKS: dict[str, Callable[[Measured], Says]] = {
    "form of the answer": _form,
    "form enforced": _enforced,
    "speed": _speed,
    "tokens": _usage,
    "limit of an answer": _limit,
    "long text": _long,
}
