"""
A scripted model that answers the questions of `checker doctor --model`, well or with one fault.

Never here: a server.
"""

import json
from dataclasses import replace
from typing import Any

from checker.extract.asking.probing import CODE_WORD, COUNT, TRAP
from tests.extract.answers import Body, every_sentence
from tests.openai_server import Answer, completion

USAGE = {"prompt_tokens": 60, "completion_tokens": 9, "total_tokens": 69}


def human(body: Body) -> str:
    """Return what was asked."""
    asked: str = body["messages"][1]["content"]
    return asked


def honest(body: Body) -> Any:
    """Answer every question well, as a server does that holds the model to the schema and counts tokens."""
    asked = human(body)
    if asked.startswith("BEGIN"):
        return every_sentence(body)
    if asked == COUNT.human:
        return _counted(body.get("max_tokens"))
    if asked == TRAP.human and body.get("response_format", {}).get("type") != "json_schema":
        return {"colour": "grass-green", "because": "grass is grass-green"}
    return with_usage({"word": CODE_WORD} if asked.endswith("says?") else {"colour": "green"})


def _counted(limit: int | None) -> Answer:
    whole = json.dumps(COUNT.expected)
    if limit:
        cut = completion(whole[: 4 * limit], finish="length")
        return replace(cut, data={**cut.data, "usage": {**USAGE, "completion_tokens": limit}})
    return with_usage(COUNT.expected, completion_tokens=450)


def with_usage(said: Any, **counts: Any) -> Answer:
    """Return a whole answer with a count of its tokens."""
    answer = completion(json.dumps(said))
    return replace(answer, data={**answer.data, "usage": {**USAGE, **counts}})


def lenient(body: Body) -> Any:
    """Take a schema and do not hold the model to it."""
    return json.dumps({"colour": "grass-green", "because": "x"}) if human(body) == TRAP.human else honest(body)


def unlimited(body: Body) -> Any:
    """Answer as long as the model likes."""
    return honest({name: value for name, value in body.items() if name != "max_tokens"})


def strict_about_parameters(body: Body) -> Any:
    """Turn a limit down."""
    turned_down = Answer(status=400, data={"error": {"message": "Unsupported parameter: 'max_tokens'."}})
    return turned_down if "max_tokens" in body else honest(body)


def uncounted(body: Body) -> Any:
    """Count no tokens."""
    answer = honest(body)
    whole = answer if isinstance(answer, Answer) else completion(json.dumps(answer))
    return replace(whole, data={name: value for name, value in whole.data.items() if name != "usage"})


def forgetful(body: Body) -> Any:
    """Drop the beginning of a long text without a word, as servers with a short context do."""
    return {"word": "none"} if human(body).endswith("says?") else honest(body)


def short(body: Body) -> Any:
    """Turn a long text down."""
    too_long = Answer(status=400, data={"error": {"message": "This model's maximum context length is 4096 tokens."}})
    return too_long if human(body).endswith("says?") else honest(body)


def wrong(body: Body) -> Any:
    """Answer in the form, and wrongly."""
    return {"colour": "red"} if "grass?" in human(body) else honest(body)


def refusing_the_trap(body: Body) -> Any:
    """Refuse to break the form."""
    return completion(None, refusal="No.") if human(body) == TRAP.human else honest(body)


def miscounting(body: Body) -> Any:
    """Answer a long question in the form, and leave something out."""
    return (
        with_usage({"numbers": [1, 2, 4]}, completion_tokens=450)
        if human(body) == COUNT.human and not body.get("max_tokens")
        else honest(body)
    )
