"""
Findings with their evidence and verdicts, and the scales of verdicts, as frozen data.

Never here: anything that reads or writes, or decides a step.
"""

from dataclasses import dataclass
from datetime import date, datetime

from checker.errors import InputError
from checker.words import CorrectionKind, EvidenceKind, Stance, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One consulted source."""

    url: str
    title: str = ""
    publisher: str = ""
    kind: EvidenceKind = EvidenceKind.SECONDARY
    quote: str = ""
    locator: str = ""
    stance: Stance = Stance.NEITHER
    accessed_at: date | None = None
    archived_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The right of reply: whoever a finding is about was asked, until when they may answer, and what they said."""

    asked: str
    asked_at: date | None = None
    deadline: date | None = None
    answer: str = ""
    answered_at: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One step of a verdict scale; `value` is None where the label has no place between true and false."""

    id: str
    name: str
    value: int | None
    definition: str
    names: tuple[tuple[str, str], ...] = ()  # what it is called in other languages, by their codes

    def called(self, language: str | None) -> str:
        """Return what the label is called in a language such as `de` or `de-AT`; its own name where nobody has said."""
        return dict(self.names).get((language or "").partition("-")[0].lower(), self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A label as a record keeps it: its name and number on the scale as it was."""

    name: str
    value: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A named, ordered set of verdict labels; a higher value is nearer to true."""

    id: str
    name: str
    labels: tuple[Label, ...]

    def verdict(self, label_id: str) -> "Verdict":
        """Return the verdict that this label means; raises InputError for a label that the scale does not have."""
        label = next((each for each in self.labels if each.id == label_id), None)
        if label is None:
            known = ", ".join(each.id for each in self.labels)
            raise InputError(f"{label_id!r} is no label of the scale {self.name!r}; expected one of {known}.")
        values = [each.value for each in self.labels if each.value is not None]
        return Verdict(
            scale_id=self.id,
            label_id=label.id,
            name=label.name,
            value=label.value,
            worst=min(values),
            best=max(values),
            scale=self.name,
            definition=label.definition,
            steps=tuple(Step(name=each.name, value=each.value) for each in self.labels),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The value of a finding, with its scale as it was when a person set it."""

    scale_id: str
    label_id: str
    name: str
    value: int | None
    worst: int
    best: int
    scale: str = ""  # its name; empty in verdicts of older versions, which kept only the numbers
    definition: str = ""
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What was changed in a finding that was complete, and why; told in public, with the verdict that stood before."""

    kind: CorrectionKind
    why: str
    by: str
    at: datetime
    before: Verdict | None


CORRECTED = ("verdict", "rationale", "evidence", "reply")  # what a correction can change of a finding


@dataclass(frozen=True, slots=True, kw_only=True)
class FactCheck:
    """The finding on a claim; `at` is None while it is a draft."""

    version: int
    verdict: Verdict | None
    rationale: str
    evidence: tuple[Evidence, ...]
    by: str
    saved_at: datetime
    at: datetime | None = None
    approved_by: str | None = None
    url: str | None = None
    reply: Reply | None = None
    correction: Correction | None = None  # that made this version of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """One line of the corrections log: what was corrected in which finding, what of it changed, and the verdict that came of it."""

    claim_id: str
    claim: str
    status: Status
    url: str | None
    correction: Correction
    changed: tuple[str, ...]
    after: Verdict | None  # None where the finding was retracted as a whole
