"""
Answers as a model would write them, and a scripted model that answers to the sentences it was sent.

Never here: a server.
"""

import re
from typing import Any

Body = dict[str, Any]


def claim(*sentence_ids: str, **changes: Any) -> Body:
    """Return one claim as the model writes it."""
    found = {
        "sentence_ids": list(sentence_ids or ("s1",)),
        "quote": "Unemployment fell to 3.1 percent in March",
        "claimant": "Jane Doe",
        "claimant_role": "Labour Minister",
        "attribution": "indirect_quote",
        "claim": "Unemployment [in Exampleland] fell to 3.1 percent in March [2026].",
        "claim_type": "quantity",
        "checkability": "checkable",
        "reason": "Official figures exist.",
        "checkworthiness": "high",
        "why": ["policy"],
        "time_reference": "March",
        "ambiguity": None,
    }
    return {**found, **changes}


def answer(*claims: Body, skipped: dict[str, str] | None = None) -> Body:
    """Return a whole answer; `skipped` maps ids to reasons."""
    return {"claims": list(claims), "skipped": [{"id": id_, "reason": why} for id_, why in (skipped or {}).items()]}


def targets(body: Body) -> dict[str, str]:
    """Return the target sentences of a request by id."""
    return dict(re.findall(r"^\[(s\d+)\] (.*)$", body["messages"][1]["content"], re.MULTILINE))


def every_sentence(body: Body) -> Body:
    """Make each target a claim in its own words."""
    own: Body = {"claimant": None, "claimant_role": None}
    return answer(*(claim(id_, **own, quote=shown, claim=shown) for id_, shown in targets(body).items()))


def no_sentence(body: Body) -> Body:
    """Skip every target."""
    return answer(skipped=dict.fromkeys(targets(body), "no_claim"))
