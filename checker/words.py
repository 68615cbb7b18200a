"""
The closed lists of the domain: one word for one thing, in code, database, pages and exports.

Never here: rules about the words; those stand in workflow.py and where they are applied.
"""

from enum import StrEnum


class Status(StrEnum):
    """Where a claim is in the workflow; never what was found."""

    CANDIDATE = "candidate"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    IN_REVIEW = "in_review"
    CHECKED = "checked"
    PUBLISHED = "published"
    RETRACTED = "retracted"


class AnchorStatus(StrEnum):
    """How firmly a claim's quote is tied to the document."""

    EXACT = "exact"
    NORMALISED = "normalised"
    SENTENCE = "sentence"  # the quote was not found; the span is the whole sentence it was said to be in
    LOST = "lost"  # not in the document; such a claim can never be accepted


class Attribution(StrEnum):
    """In whose voice a claim stands in the document."""

    AUTHOR_VOICE = "author_voice"
    DIRECT_QUOTE = "direct_quote"
    INDIRECT_QUOTE = "indirect_quote"
    DOCUMENT_OR_STUDY = "document_or_study"
    ANONYMOUS = "anonymous"


class Checkability(StrEnum):
    """Whether a claim can be checked at all; a different axis from how much it deserves it."""

    CHECKABLE = "checkable"
    PARTLY = "partly"
    NOT_YET = "not_yet"
    NOT_CHECKABLE = "not_checkable"


class ClaimType(StrEnum):
    """What kind of thing a claim says."""

    QUANTITY = "quantity"
    EVENT = "event"
    CAUSAL = "causal"
    COMPARISON = "comparison"
    LAW_OR_RULE = "law_or_rule"
    POSITION = "position"
    PLEDGE_OR_PREDICTION = "pledge_or_prediction"


class RejectReason(StrEnum):
    """Why a reviewer turned a candidate down, in the order of the keys 1 to 9."""

    NOT_IN_SOURCE = "not_in_source"
    OPINION = "opinion"
    PREDICTION = "prediction"
    TOO_VAGUE = "too_vague"
    NOT_SELF_CONTAINED = "not_self_contained"
    WRONG_ATTRIBUTION = "wrong_attribution"
    DUPLICATE = "duplicate"
    OUT_OF_SCOPE = "out_of_scope"
    TRIVIAL = "trivial"


class EvidenceKind(StrEnum):
    """What sort of source was consulted."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    EXPERT = "expert"
    DATA = "data"


class Stance(StrEnum):
    """What a source does to the claim."""

    SUPPORTS = "supports"
    UNDERMINES = "undermines"
    NEITHER = "neither"


class CorrectionKind(StrEnum):
    """What a correction mends in a finding that was complete."""

    TYPO = "typo"
    CLARIFICATION = "clarification"
    CORRECTION = "correction"  # something was wrong
    UPDATE = "update"  # something has changed since
    RETRACTION = "retraction"  # the whole finding no longer stands


class LinkState(StrEnum):
    """How the address of a source was found when somebody looked at it again."""

    THERE = "there"
    CHANGED = "changed"  # there, with another text than the copy
    GONE = "gone"
    NOT_REACHED = "not_reached"  # this time; it may well be there
    UNREAD = "unread"  # there, but no text could be read
    REFUSED = "refused"  # the tool does not fetch such an address


class ErrandKind(StrEnum):
    """What is fetched beside the pages."""

    COPY = "copy"  # of one source
    LOOK = "look"  # at all links of a finding


class RunStatus(StrEnum):
    """Where an extraction run is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    INCOMPLETE = "incomplete"  # some of the model's answers could not be used; the rest is there
    FAILED = "failed"
    CANCELLED = "cancelled"


class Outcome(StrEnum):
    """What came of one call to a model, or why it was not made."""

    OK = "ok"
    REFUSED = "refused"
    TRUNCATED = "truncated"
    FILTERED = "filtered"
    INVALID = "invalid"
    UNAVAILABLE = "unavailable"
    UNAUTHORISED = "unauthorised"
    MODEL_NOT_FOUND = "model_not_found"
    CONTEXT_TOO_LONG = "context_too_long"
    QUOTA_EXHAUSTED = "quota_exhausted"
    REJECTED = "rejected"
    FORM_REFUSED = "form_refused"  # the server does not know the form of answer that was asked for
    OVER_BUDGET = "over_budget"  # it would have gone over a cap, so it was not sent
    NOT_ASKED = "not_asked"  # the run had stopped before


class OnItsWay(StrEnum):
    """What stands in the place of a call's outcome as long as there is none."""

    PENDING = "pending"
    INTERRUPTED = "interrupted"  # its worker ended; nobody knows whether it was answered
