"""
The verdict scales that come with the tool, as data.

Never here: which scale a desk uses; that is a setting.
"""

from checker.errors import ConfigError
from checker.model import Label, Scale

UNNUMBERED = (
    Label(
        id="misleading",
        name="Misleading",
        value=None,
        definition="True words put so that they leave a false impression.",
    ),
    Label(
        id="missing_context",
        name="Missing context",
        value=None,
        definition="Something that changes the meaning was left out.",
    ),
    Label(id="outdated", name="Outdated", value=None, definition="It was so once and no longer is."),
    Label(id="satire", name="Satire", value=None, definition="Meant as a joke and passed on as a fact."),
    Label(
        id="unproven",
        name="Unproven",
        value=None,
        definition="The evidence that can be had settles it neither way.",
    ),
)

FIVE_POINT = Scale(
    id="five-point",
    name="Five-point scale",
    labels=(
        Label(id="true", name="True", value=5, definition="The evidence bears out the claim and nothing of weight is missing."),
        Label(
            id="mostly_true", name="Mostly true", value=4, definition="Right in the main; a detail or some context is missing."
        ),
        Label(
            id="half_true", name="Half true", value=3, definition="Right in part, and wrong or incomplete in as large a part."
        ),
        Label(
            id="mostly_false", name="Mostly false", value=2, definition="A grain of truth in a claim that is wrong in the main."
        ),
        Label(id="false", name="False", value=1, definition="The evidence contradicts the claim."),
        *UNNUMBERED,
    ),
)

SIX_POINT = Scale(
    id="six-point",
    name="Six-point scale",
    labels=(
        Label(id="true", name="True", value=6, definition="The evidence bears out the claim and nothing of weight is missing."),
        Label(
            id="mostly_true", name="Mostly true", value=5, definition="Right in the main; a detail or some context is missing."
        ),
        Label(
            id="half_true", name="Half true", value=4, definition="Right in part, and wrong or incomplete in as large a part."
        ),
        Label(
            id="mostly_false", name="Mostly false", value=3, definition="A grain of truth in a claim that is wrong in the main."
        ),
        Label(id="false", name="False", value=2, definition="The evidence contradicts the claim."),
        Label(
            id="blatantly_false",
            name="Blatantly false",
            value=1,
            definition="Contradicted by evidence that is plain for all to see.",
        ),
        *UNNUMBERED,
    ),
)

EVIDENCE = Scale(
    id="evidence",
    name="Evidence scale",
    labels=(
        Label(id="supported", name="Supported", value=3, definition="The evidence found supports the claim."),
        Label(id="conflicting", name="Conflicting evidence", value=2, definition="Good evidence stands on both sides."),
        Label(id="refuted", name="Refuted", value=1, definition="The evidence found contradicts the claim."),
        Label(
            id="not_enough",
            name="Not enough evidence",
            value=None,
            definition="What was found is too little to say either way.",
        ),
        *UNNUMBERED,
    ),
)

SCALES = {scale.id: scale for scale in (FIVE_POINT, SIX_POINT, EVIDENCE)}


def scale(scale_id: str) -> Scale:
    """Return the scale with this id."""
    try:
        return SCALES[scale_id]
    except KeyError:
        raise ConfigError(f"{scale_id!r} is no verdict scale; expected one of {', '.join(SCALES)}.") from None
