from datetime import date

import pytest

from checker.errors import TooLarge
from checker.ingest.lines import paragraphs
from checker.ingest.readers import read
from checker.ingest.source import Limits
from checker.model import Draft
from tests.ingest.inputs import LIMITS, compressed, pdf

LONG = "The council of the town spent four million crowns on its"


def _read(*pages: str, info: str = "") -> Draft:
    return read(pdf(*pages, info=info), "speech.pdf", limits=LIMITS)


def test_lines_of_a_paragraph_are_joined() -> None:
    assert _read(f"{LONG}\nroads in 2024, and as much again on its schools.").text == (
        f"{LONG} roads in 2024, and as much again on its schools."
    )


def test_a_gap_on_the_page_begins_a_paragraph() -> None:
    assert _read(f"{LONG}\nroads, schools, bridges and all that a town may need.\n\n{LONG}\nroads.").text.count("\n\n") == 1


def test_a_short_last_line_ends_its_paragraph() -> None:
    assert _read(f"{LONG}\nroads.\n{LONG}\nschools.").text == f"{LONG} roads.\n\n{LONG} schools."


def test_items_of_a_list_stand_apart() -> None:
    assert _read("We will build:\n- 12 schools and many more things\n- 30 roads").text.split("\n\n")[1:] == [
        "- 12 schools and many more things",
        "- 30 roads",
    ]


def test_a_word_cut_at_the_end_of_a_line_is_made_whole() -> None:
    assert (
        "his government has" in _read("What has been built in these long years by his govern-\nment has cost us dearly.").text
    )


def test_a_hyphen_that_the_word_has_elsewhere_is_kept() -> None:
    text = _read("The well-known minister spoke about roads, and this was a well-\nknown fact to everybody there.").text
    assert text.count("well-known") == 2


def test_each_page_has_its_locator() -> None:
    draft = _read(f"{LONG}\nroads.", f"And {LONG}\nschools.")
    assert [(each.label, draft.text[each.start :][:3]) for each in draft.locators] == [("p. 1", "The"), ("p. 2", "And")]


def test_a_sentence_that_runs_over_the_page_stays_one() -> None:
    draft = _read(f"{LONG}\n{LONG} roads and its under-", "ground trains.")
    assert "its underground trains." in draft.text
    assert draft.text[draft.locators[1].start :] == "ground trains."


def test_running_heads_and_page_numbers_are_left_out_and_named() -> None:
    pages = [
        f"Ministry - draft {number}\n{LONG}\n{word}.\n{number}" for number, word in enumerate(("roads", "trains", "homes"), 1)
    ]
    draft = _read(*pages)
    assert "Ministry" not in draft.text
    assert not any(line.isdigit() for line in draft.text.split())
    assert draft.warnings == ("Lines that repeat at the edges of pages were left out: “Ministry - draft #”.",)


def test_a_number_at_the_edge_of_a_page_that_is_not_its_number_stays() -> None:
    assert _read(f"{LONG}\nroads, in the year\n2024").text.endswith("2024")


def test_title_author_and_date_come_from_the_file() -> None:
    draft = _read("Hello.", info="/Title (A speech) /Author (Ada Mole) /CreationDate (D:20240302101500+01'00')")
    assert (draft.title, draft.author, draft.published_at) == ("A speech", "Ada Mole", date(2024, 3, 2))


@pytest.mark.parametrize("title", ["Microsoft Word - speech_final2.doc", "speech.indd", "untitled"])
def test_a_title_that_a_program_made_up_is_none(title: str) -> None:
    assert _read("Hello.", info=f"/Title ({title})").title is None


def test_pages_without_text_are_counted_in_a_warning() -> None:
    assert _read("Hello.", "", "").warnings == (
        "2 of 3 pages have no text layer (p. 2, p. 3); what stands there was not read.",
    )


def test_a_file_whose_last_change_is_cut_off_says_so() -> None:
    (warning,) = read(pdf("Hello there.") + b"\n9 0 obj\n" + b"x" * 3000, "speech.pdf", limits=LIMITS).warnings
    assert "cut off" in warning


def test_reading_stops_at_the_limit_of_characters() -> None:
    with pytest.raises(TooLarge, match=r"more than 50 characters by page 1.*CHECKER_MAX_CHARACTERS"):
        read(pdf(LONG, LONG), "speech.pdf", limits=Limits(max_bytes=10_000, max_characters=50))


def test_a_page_of_one_endless_word_is_joined_in_no_time() -> None:
    pieces, running = paragraphs(["a" * 1_000_000 + "\n" + "-." * 500_000])
    assert len(pieces) == 2
    assert running == []


BROKEN_FACTS = ["D:99999999999999", "nonsense", "D:2024", "D:20240231000000Z", "D:20240302101500+99'99'"]


@pytest.mark.parametrize("created", BROKEN_FACTS)
def test_a_broken_date_costs_neither_the_text_nor_the_other_facts(created: str) -> None:
    draft = _read("Hello.", info=f"/Title (A speech) /Author (Ada Mole) /CreationDate ({created})")
    assert (draft.text, draft.title, draft.author) == ("Hello.", "A speech", "Ada Mole")


@pytest.mark.parametrize("info", ["/Title 12 /Author (Ada Mole)", "/Title [1] /CreationDate << >> /Author (Ada Mole)"])
def test_facts_of_the_wrong_kind_are_passed_over(info: str) -> None:
    draft = _read("Hello.", info=info)
    assert (draft.text, draft.author) == ("Hello.", "Ada Mole")


def test_a_file_with_very_many_pages_is_refused() -> None:
    with pytest.raises(TooLarge, match=r"speech\.pdf has more than 3,000 pages"):
        read(pdf(*[""] * 3001), "speech.pdf", limits=LIMITS)


def test_pages_that_unpack_to_very_much_are_refused() -> None:
    limits = Limits(max_bytes=20_000, max_characters=2_000_000)
    packed = compressed(pdf(*["\n".join([LONG] * 30)] * 60))
    assert len(packed) < limits.max_bytes
    with pytest.raises(TooLarge, match=r"unpacks to more than 0\.1 MB by page \d+; .*CHECKER_MAX_MEGABYTES"):
        read(packed, "speech.pdf", limits=limits)
