"""
The verdict scales that come with the tool, as data.

Never here: which scale a desk uses; that is a setting.
"""

from checker.errors import ConfigError
from checker.model import Label, Scale

# What the labels mean: by id, the name and the definition that reviewers see.
MEANINGS = {
    "true": ("True", "The evidence bears out the claim and nothing of weight is missing."),
    "mostly_true": ("Mostly true", "Right in the main; a detail or some context is missing."),
    "half_true": ("Half true", "Right in part, and wrong or incomplete in as large a part."),
    "mostly_false": ("Mostly false", "A grain of truth in a claim that is wrong in the main."),
    "false": ("False", "The evidence contradicts the claim."),
    "blatantly_false": ("Blatantly false", "Contradicted by evidence that is plain for all to see."),
    "supported": ("Supported", "The evidence found supports the claim."),
    "conflicting": ("Conflicting evidence", "Good evidence stands on both sides."),
    "refuted": ("Refuted", "The evidence found contradicts the claim."),
    "not_enough": ("Not enough evidence", "What was found is too little to say either way."),
    "misleading": ("Misleading", "True words put so that they leave a false impression."),
    "missing_context": ("Missing context", "Something that changes the meaning was left out."),
    "outdated": ("Outdated", "It was so once and no longer is."),
    "satire": ("Satire", "Meant as a joke and passed on as a fact."),
    "unproven": ("Unproven", "The evidence that can be had settles it neither way."),
}
UNNUMBERED = ("misleading", "missing_context", "outdated", "satire", "unproven")


def _label(id_: str, value: int | None) -> Label:
    name, definition = MEANINGS[id_]
    return Label(id=id_, name=name, value=value, definition=definition)


def _scale(id_: str, name: str, steps: tuple[str, ...], beside: tuple[str, ...] = UNNUMBERED) -> Scale:
    """Return a scale whose steps are numbered down to 1; what stands beside them has no number."""
    numbered = [_label(step, len(steps) - place) for place, step in enumerate(steps)]
    return Scale(id=id_, name=name, labels=(*numbered, *(_label(each, None) for each in beside)))


POINTS = ("true", "mostly_true", "half_true", "mostly_false", "false")
FIVE_POINT = _scale("five-point", "Five-point scale", POINTS)
SIX_POINT = _scale("six-point", "Six-point scale", (*POINTS, "blatantly_false"))
EVIDENCE = _scale("evidence", "Evidence scale", ("supported", "conflicting", "refuted"), ("not_enough", *UNNUMBERED))

SCALES = {scale.id: scale for scale in (FIVE_POINT, SIX_POINT, EVIDENCE)}


def scale(scale_id: str) -> Scale:
    """Return the scale with this id."""
    try:
        return SCALES[scale_id]
    except KeyError:
        raise ConfigError(f"{scale_id!r} is no verdict scale; expected one of {', '.join(SCALES)}.") from None
