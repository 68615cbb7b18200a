"""
Verdict scales as data: those that come with the tool, and the rules for those that a desk makes itself.

Never here: which scale a desk uses; that is a setting.
"""

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

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
FEWEST_STEPS = 2
UNNUMBERED = ("misleading", "missing_context", "outdated", "satire", "unproven")


# What they are called in other languages.
CALLED = {
    "true": {"de": "Wahr", "es": "Verdadero", "fr": "Vrai", "it": "Vero", "pt": "Verdadeiro"},
    "mostly_true": {
        "de": "Größtenteils wahr",
        "es": "Mayormente verdadero",
        "fr": "Plutôt vrai",
        "it": "In gran parte vero",
        "pt": "Em grande parte verdadeiro",
    },
    "half_true": {"de": "Halb wahr", "es": "Verdad a medias", "fr": "À moitié vrai", "it": "Vero a metà", "pt": "Meia verdade"},
    "mostly_false": {
        "de": "Größtenteils falsch",
        "es": "Mayormente falso",
        "fr": "Plutôt faux",
        "it": "In gran parte falso",
        "pt": "Em grande parte falso",
    },
    "false": {"de": "Falsch", "es": "Falso", "fr": "Faux", "it": "Falso", "pt": "Falso"},
    "blatantly_false": {
        "de": "Dreist falsch",
        "es": "Descaradamente falso",
        "fr": "Manifestement faux",
        "it": "Palesemente falso",
        "pt": "Flagrantemente falso",
    },
    "supported": {"de": "Belegt", "es": "Respaldado", "fr": "Étayé", "it": "Confermato", "pt": "Confirmado"},
    "conflicting": {
        "de": "Widersprüchliche Belege",
        "es": "Pruebas contradictorias",
        "fr": "Preuves contradictoires",
        "it": "Prove contrastanti",
        "pt": "Provas contraditórias",
    },
    "refuted": {"de": "Widerlegt", "es": "Refutado", "fr": "Réfuté", "it": "Smentito", "pt": "Refutado"},
    "not_enough": {
        "de": "Zu wenige Belege",
        "es": "Pruebas insuficientes",
        "fr": "Preuves insuffisantes",
        "it": "Prove insufficienti",
        "pt": "Provas insuficientes",
    },
    "misleading": {"de": "Irreführend", "es": "Engañoso", "fr": "Trompeur", "it": "Fuorviante", "pt": "Enganador"},
    "missing_context": {
        "de": "Fehlender Kontext",
        "es": "Falta contexto",
        "fr": "Contexte manquant",
        "it": "Contesto mancante",
        "pt": "Falta contexto",
    },
    "outdated": {"de": "Veraltet", "es": "Desactualizado", "fr": "Dépassé", "it": "Superato", "pt": "Desatualizado"},
    "satire": {"de": "Satire", "es": "Sátira", "fr": "Satire", "it": "Satira", "pt": "Sátira"},
    "unproven": {"de": "Unbewiesen", "es": "Sin pruebas", "fr": "Non prouvé", "it": "Non provato", "pt": "Não comprovado"},
}


def _label(id_: str, value: int | None) -> Label:
    name, definition = MEANINGS[id_]
    return Label(id=id_, name=name, value=value, definition=definition, names=tuple(CALLED[id_].items()))


def _scale(id_: str, name: str, steps: tuple[str, ...], beside: tuple[str, ...] = UNNUMBERED) -> Scale:
    """Return a scale whose steps are numbered down to 1; what stands beside them has no number."""
    numbered = [_label(step, len(steps) - place) for place, step in enumerate(steps)]
    return Scale(id=id_, name=name, labels=(*numbered, *(_label(each, None) for each in beside)))


POINTS = ("true", "mostly_true", "half_true", "mostly_false", "false")
FIVE_POINT = _scale("five-point", "Five-point scale", POINTS)
SIX_POINT = _scale("six-point", "Six-point scale", (*POINTS, "blatantly_false"))
EVIDENCE = _scale("evidence", "Evidence scale", ("supported", "conflicting", "refuted"), ("not_enough", *UNNUMBERED))

SCALES = {scale.id: scale for scale in (FIVE_POINT, SIX_POINT, EVIDENCE)}


_Words = Annotated[str, Field(min_length=1, max_length=200)]


class OwnLabel(BaseModel):
    """One label of a scale that a desk has made."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    id: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,40}$")]
    name: Annotated[str, Field(min_length=1, max_length=60)]
    value: Annotated[int, Field(ge=1, le=100)] | None = None
    definition: Annotated[str, Field(min_length=1, max_length=500)]
    names: dict[Annotated[str, Field(pattern=r"^[a-z]{2,3}$")], _Words] = {}

    @property
    def label(self) -> Label:
        """The label as the domain knows it."""
        return Label(**self.model_dump(exclude={"names"}), names=tuple(sorted(self.names.items())))


class OwnScale(BaseModel):
    """A scale that a desk has made: its labels from the best to the worst, then those without a number."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    name: _Words
    labels: Annotated[tuple[OwnLabel, ...], Field(max_length=30)]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        values = [each.value for each in self.labels if each.value is not None]
        if len(values) < FEWEST_STEPS:
            raise ValueError(f"a scale needs at least {FEWEST_STEPS} labels with a number; there are {len(values)}")
        if [each.value for each in self.labels[: len(values)]] != sorted(set(values), reverse=True):
            raise ValueError("the labels with a number come first, from the highest, nearest to true, down; no number twice")
        for what, all_ in (("id", [each.id for each in self.labels]), ("name", [each.name for each in self.labels])):
            if twice := next((each for each in all_ if all_.count(each) > 1), None):
                raise ValueError(f"two labels have the {what} {twice!r}; each needs its own")
        return self

    def scale(self, scale_id: str) -> Scale:
        """Return the scale as the domain knows it."""
        return Scale(id=scale_id, name=self.name, labels=tuple(each.label for each in self.labels))


def scale(scale_id: str, own: Mapping[str, OwnScale] | None = None) -> Scale:
    """Return the scale with this id, one that comes with the tool or one of the desk's own."""
    made = {id_: each.scale(id_) for id_, each in (own or {}).items()}
    if taken := sorted(made.keys() & SCALES):
        raise ConfigError(f"The setting scales names {taken[0]!r}, a scale that comes with the tool. Give yours another id.")
    try:
        return (SCALES | made)[scale_id]
    except KeyError:
        known = ", ".join(SCALES | made)
        raise ConfigError(
            f"{scale_id!r} is no verdict scale; expected one of {known}. The setting scales adds your own."
        ) from None
