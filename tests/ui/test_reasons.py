from typing import get_args

import pytest

from checker.checks import CHECKS, SECOND_READER
from checker.extract.asking.schema import SkipReason, Why
from checker.extract.findings import BELOW_THE_CUT, NAMED, UNACCOUNTED, UNANSWERED, UNSAID
from checker.extract.offline.kinds import REASONS
from checker.scorer import WORDS
from checker.store.rows import AMBIGUOUS
from checker.ui.reasons import BADGES, LEFT_OUT, UNREAD, WHY, badge, left_out, why


@pytest.mark.parametrize("code", sorted({*WORDS, *get_args(Why)}))
def test_every_code_for_why_a_claim_is_here_has_words(code: str) -> None:
    assert code in WHY
    assert "_" not in why(code)


@pytest.mark.parametrize(
    "code", sorted({*REASONS, *get_args(SkipReason), BELOW_THE_CUT, NAMED, UNACCOUNTED, UNANSWERED, UNSAID})
)
def test_every_code_for_why_a_sentence_was_left_out_is_a_sentence(code: str) -> None:
    assert left_out(code) == LEFT_OUT[code]
    assert left_out(code)[0].isupper()
    assert left_out(code).endswith(".")
    assert "_" not in left_out(code)


def test_a_code_of_another_version_is_shown_as_words() -> None:
    assert (why("old_code"), left_out("old_code"), badge("old_code")) == ("old code", "old code", "Old code")


def test_no_words_stand_there_for_a_code_that_nobody_gives() -> None:
    assert set(WHY) == {*WORDS, *get_args(Why)}
    assert set(LEFT_OUT) == {*REASONS, *get_args(SkipReason), BELOW_THE_CUT, NAMED, UNACCOUNTED, UNANSWERED, UNSAID}
    assert set(BADGES) == {*CHECKS, *SECOND_READER, AMBIGUOUS}
    assert UNREAD == UNANSWERED
