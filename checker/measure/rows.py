"""
The rows of a labelled file, one shape for each format; docs/gold-format.md says what they mean.

Never here: what the rows of a document become together.
"""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from checker.measure.gold import NOBODY, About, GoldClaim

LABELS = {"CFS": True, "UFS": False, "NFS": False, "yes": True, "no": False}  # whether a claim is to be made of the sentence


class AboutRow(BaseModel):
    """What any row may say of its document."""

    model_config = ConfigDict(frozen=True)

    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    url: str | None = None
    published_at: date | None = None
    language: str | None = None

    @property
    def about(self) -> About:
        """What is known about the document."""
        return About(**{name: getattr(self, name) for name in About.__slots__})


class ClaimantRow(BaseModel):
    """Who says it: a name, null for the author's own voice; the key is left out where nobody labelled it."""

    model_config = ConfigDict(frozen=True)

    claimant: str | None = None

    @property
    def said_by(self) -> str | None:
        """The label as `GoldClaim` holds it."""
        return (self.claimant or NOBODY) if "claimant" in self.model_fields_set else None


class SentenceRow(AboutRow):
    """A sentence with its label; rows with the same `debate` are one document."""

    text: str = Field(min_length=1)
    label: Literal["CFS", "UFS", "NFS", "yes", "no"]
    debate: str = Field(min_length=1)
    speaker: str | None = None
    line: int | None = None

    @property
    def positive(self) -> bool:
        """Whether a claim is to be made of the sentence."""
        return LABELS[self.label]


class ClaimRow(ClaimantRow):
    """A claim as a person put it."""

    text: str = Field(min_length=1)

    @property
    def claim(self) -> GoldClaim:
        """The labelled claim."""
        return GoldClaim(text=self.text, claimant=self.said_by)


class PlacedRow(ClaimantRow):
    """A sentence of a document; `start` is its place in the text, in code points."""

    text: str = Field(min_length=1)
    start: int = -1
    checkworthy: str | None = None
    reason: str = ""
    decontext: str | None = None
    claims: tuple[str | ClaimRow, ...] | None = None

    @property
    def positive(self) -> bool | None:
        """Whether a claim is to be made of the sentence; None where nobody said so."""
        if self.checkworthy is not None:
            return self.checkworthy == "yes"
        return None if self.claims is None else bool(self.claims)

    @property
    def gold_claims(self) -> tuple[GoldClaim, ...] | None:
        """The claims that people made of the sentence."""
        if self.claims is None:
            return None
        return tuple(GoldClaim(text=each) if isinstance(each, str) else each.claim for each in self.claims)


class DocumentRow(AboutRow):
    """A document with its sentences."""

    doc_id: str = Field(min_length=1)
    text: str = Field(min_length=1)
    sentences: tuple[PlacedRow, ...] = Field(min_length=1)


class WholeClaimRow(AboutRow):
    """A complex claim and the claims that it consists of."""

    claim: str = Field(min_length=1)
    subclaims: tuple[str, ...] = Field(min_length=1)
