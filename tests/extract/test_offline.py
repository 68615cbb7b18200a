"""The extractor without a model: whom it names, what it proposes, what it leaves out and why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.config import Settings
from checker.errors import EmptyText
from checker.extract.offline import OfflineExtractor
from checker.extract.offline.kinds import LEAST_WORTH, REASONS
from checker.extract.offline.worth import weigh
from checker.extract.running import extract
from checker.extract.spending.book import CallBook
from checker.model import Document, Extraction, Locator, Proposal
from checker.scorer import linear_scorer, scorer, seen
from checker.text import sentences
from checker.words import AnchorStatus, Attribution, Checkability
from tests.builders import make_document
from tests.strategies import prose

NEWS = """Ministry has a "clear plan" for school meals, says Education Minister

Pilar Ortega (Photo: Jonas Weber/EPA)

By Laura Quist

The ministry is working on a "fairly precise plan" that cuts the meal fund from $48 million to $24 million. This was stated in an \
interview with the Northport Times said the Minister of National Education Pilar Ortega.

"No child will go hungry. We moved the money to the regions, which now pay for 70% of all meals... and it goes well," Ortega said.

She added that last week the regions "hired 300 cooks."

"President Otto Grau assured us that 12 kitchens would be built. This has been confirmed by 4 regions," the National Education \
Minister said.

She also said that 90 schools had signed the contract.

According to Bloomberg, about 10 regions are ready to pay more.

On August 21, the head of the SU said that more than three schools had closed. On August 26, the NT reported that the union is \
against the plan.

A study by the University of Northport found that 8 percent of pupils skip lunch. Officials close to the talks said the fund lost \
$2 million in March. Should it go on?

“We have seen 40 cases,” said Ewa Lind, head of the Food Agency. “Of those, 12 were serious.

“Another 9 cases were reported in May,” she said.

Subscribe to our newsletter."""

DEBATE = """MODERATOR: Good evening, and welcome. Why did crime go up?

HALE: Thank you, Jim. Violent crime fell by 14 percent between 2020 and 2024.

STONE: The FBI reported that murders rose in 30 of our largest cities. We hired 2,500 police officers.

HALE: I think that is wrong."""


def extracted(document: Document) -> Extraction:
    extractor = OfflineExtractor(linear_scorer())
    return extract(extractor, document, CallBook(Settings.load(model=None)))


def read(text: str, **changes: object) -> Extraction:
    return extracted(make_document(text=text, **changes))


def claim_with(words: str, found: Extraction) -> Proposal:
    matching = [proposal for proposal in found.proposals if words in proposal.quote]
    assert len(matching) == 1, [proposal.quote for proposal in found.proposals]
    return matching[0]


def reasons(text: str, **changes: object) -> dict[str, str]:
    return {skipped.span.of(text): skipped.reason for skipped in read(text, **changes).skipped}


@given(prose(120), st.sampled_from(["en", "de", None]))
def test_every_sentence_is_in_a_claim_or_in_the_ledger(text: str, language: str | None) -> None:
    document = make_document(text=text, language=language)
    if not sentences(text):
        with pytest.raises(EmptyText):
            extracted(document)
        return
    found = extracted(document)
    skipped = {each.span for each in found.skipped}
    claimed = [proposal.span for proposal in found.proposals if proposal.span]
    for sentence in sentences(text):
        inside = [span for span in claimed if sentence.start <= span.start and span.end <= sentence.end]
        assert len(inside) + (sentence in skipped) == 1
    assert len(claimed) + len(skipped) == len(sentences(text))
    assert {each.reason for each in found.skipped} <= set(REASONS)


@given(prose(120))
def test_a_quote_is_always_the_words_at_its_span(text: str) -> None:
    document = make_document(text=text + "\nSales rose 5% in 2024.")
    for proposal in extracted(document).proposals:
        assert proposal.span
        assert proposal.span.of(document.text) == proposal.quote
        assert proposal.anchor is AnchorStatus.EXACT


def test_the_same_text_always_brings_the_same_claims() -> None:
    assert read(NEWS) == read(NEWS)


@pytest.mark.parametrize(
    ("words", "claimant", "role", "attribution"),
    [
        ("cuts the meal fund", None, None, Attribution.AUTHOR_VOICE),
        ("70% of all meals", "Pilar Ortega", "Minister of National Education", Attribution.DIRECT_QUOTE),
        ("hired 300 cooks", "Pilar Ortega", "Minister of National Education", Attribution.INDIRECT_QUOTE),
        ("12 kitchens", "Pilar Ortega", "Minister of National Education", Attribution.DIRECT_QUOTE),
        ("4 regions", "Pilar Ortega", "Minister of National Education", Attribution.DIRECT_QUOTE),
        ("90 schools", "Pilar Ortega", "Minister of National Education", Attribution.INDIRECT_QUOTE),
        ("about 10 regions", "Bloomberg", None, Attribution.INDIRECT_QUOTE),
        ("more than three schools", "the head of the SU", None, Attribution.INDIRECT_QUOTE),
        ("against the plan", "the NT", None, Attribution.INDIRECT_QUOTE),
        ("8 percent of pupils", "a study by the University of Northport", None, Attribution.DOCUMENT_OR_STUDY),
        ("the fund lost", "Officials close to the talks", None, Attribution.ANONYMOUS),
        ("seen 40 cases", "Ewa Lind", "head of the Food Agency", Attribution.DIRECT_QUOTE),
        ("12 were serious", "Ewa Lind", "head of the Food Agency", Attribution.DIRECT_QUOTE),
        ("Another 9 cases", "Ewa Lind", "head of the Food Agency", Attribution.DIRECT_QUOTE),
    ],
)
def test_plain_reported_speech_has_its_claimant(
    words: str, claimant: str | None, role: str | None, attribution: Attribution
) -> None:
    found = claim_with(words, read(NEWS))
    assert (found.claimant, found.claimant_role, found.attribution) == (claimant, role, attribution)


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("Jens Holm, the party's secretary general, told reporters that spending rose 5%.", "Jens Holm"),
        ("The prime minister, Ida Holm, said growth was 2%.", "Ida Holm"),
        ("The economy grew 3%, the Treasury said on Tuesday.", "the Treasury"),
        ("Ida Holm won 40% of the vote. Holm said turnout was 60%.", "Ida Holm"),
        ("On Tuesday Ida Holm said that turnout was 60%.", "Ida Holm"),
        ("The man who is here said the economy grew 3%.", None),
        ("It is said to cost 5 million euros.", None),
        ("Ms Holm was told that it had cost 5 million euros.", None),
        ("They said that it had cost 5 million euros.", None),
        ("Ida Holm met Ann Lee. She said that it had cost 5 million euros.", None),
        ("Prime Minister Ida Holm met President Ann Lee. She said that it cost 5 million euros.", None),
        ("False claims that the vaccine killed 500 people spread in 2021.", None),
        ("The company announced 300 new jobs in Oslo.", None),
        ("Mayor Ann Lee told the truth about the 5 million euros.", None),
        ("‘We lost 3-0,’ said Tom Hall. ‘It cost us 5 million euros in 2024.’", "Tom Hall"),
        ("‘Tis 5 million euros in 2024, and the workers’ rights cost 3 million.", None),
        ("Ann Lee was quoted by the Daily Post as saying the tunnel cost 5 million.", "Ann Lee"),
        ("Joe Park met Ann Lee. She said it cost 5 million euros.", None),
        ("Mr Joe Park met Ms Ann Lee. Ms Lee paid, as Mr Park did. She said it cost 5 million euros.", "Ann Lee"),
        ("The tunnel’s owner, Tom Hall, told reporters it cost 5 million euros.", "Tom Hall"),
        ("Corvid Inc. rose. The company said the tunnel cost 5 million euros.", "Corvid Inc"),
        ("Corvid Inc. and Tallyho Motors rose. The firm said it cost 5 million euros.", None),
        ("The army left. It said that the war had cost 5 million euros.", None),
        ("The army said 12 died. It said that the war had cost 5 million euros.", "the army"),
    ],
)
def test_a_claimant_is_named_only_where_the_words_settle_it(text: str, claimant: str | None) -> None:
    assert read(text).proposals[-1].claimant == claimant


def test_what_is_added_to_a_claim_stands_in_brackets() -> None:
    found = read(NEWS)
    assert claim_with("300 cooks", found).text.startswith("[Pilar Ortega] added that last week")
    assert claim_with("70%", found).text.startswith("[Pilar Ortega said:] We moved the money")
    assert claim_with("Bloomberg", found).text == "According to Bloomberg, about 10 regions are ready to pay more."


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ('Ministry has a "clear plan" for school meals, says Education Minister', "heading"),
        ("Pilar Ortega (Photo: Jonas Weber/EPA)", "caption_or_credit"),
        ("By Laura Quist", "boilerplate"),
        ("Subscribe to our newsletter.", "boilerplate"),
        ("Should it go on?", "question"),
        ('"No child will go hungry.', "no_checkable_content"),
        (
            "This was stated in an interview with the Northport Times said the Minister of National Education Pilar Ortega.",
            "no_checkable_content",
        ),
    ],
)
def test_the_ledger_says_why_a_sentence_of_a_news_text_was_left_out(sentence: str, reason: str) -> None:
    assert reasons(NEWS)[sentence] == reason


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("Good evening, ladies and gentlemen.", "greeting"),
        ("Please call your doctor before the summer.", "instruction"),
        ("So it goes.", "too_short"),
        ("I think this should matter to all of us.", "opinion"),
        ("We will go on with the plan.", "pledge"),
        ("Nobody will go on with a plan like that.", "prediction"),
        ("I met a man on the train.", "first_person_experience"),
        ("I have lived beside the lake for thirty years.", "first_person_experience"),
        ("2021 | 705 | 80", "table_row"),
        ("2021\t705\t80", "table_row"),
        ("Prepared by the Office for Housing.", "boilerplate"),
        ("It is a plan of some sort, as such things go.", "no_checkable_content"),
        ("a " * 1000, "too_long"),
    ],
)
def test_each_reason_has_a_sentence_that_it_fits(sentence: str, reason: str) -> None:
    assert list(reasons(sentence).values()) == [reason]


def test_what_was_counted_over_years_is_no_mere_experience() -> None:
    assert list(reasons("We have lived with 45 percent more rent since 2019.").values()) == []


def test_a_table_makes_no_lines_without_full_stops_of_a_text_usual() -> None:
    text = "Homes finished, by year\n\nYear | Homes | Rest\n2021 | 705 | 80\n2022 | 815 | 70\n\nIn 2024 the town built 930 homes.\n\nIn 2025 it built 700 homes."
    found = reasons(text)
    assert found["Homes finished, by year"] == "heading"
    assert sorted(found.values()) == ["heading", "table_row", "table_row", "table_row"]


def test_a_line_that_leads_in_a_list_is_no_claim() -> None:
    text = "Three statements of 2024 need a closer look:\n\nIn 2024 the town built 930 homes.\n\nIn 2025 it built 700 homes."
    assert list(reasons(text)) == ["Three statements of 2024 need a closer look:"]


@pytest.mark.parametrize(
    "dateline", ["WASHINGTON (AP) — ", "NEW YORK, May 3 (Reuters) - ", "ST. PAUL, Minn. (AP) — ", "OSLO – "]
)
def test_a_dateline_is_no_part_of_the_claim(dateline: str) -> None:
    found = read(f"{dateline}The town spent 4 million euros on 12 wells in 2024.").proposals[0]
    assert found.quote == "The town spent 4 million euros on 12 wells in 2024."


def test_a_speaker_in_capitals_and_a_question_of_the_press_are_known_by_their_labels() -> None:
    text = (
        "THE PRESIDENT: Thank you.\n\nUnemployment was at 9.8 percent in 2021.\n\nQ: Sir, the deficit has doubled to 3 billion.\n\n"
        "THE PRESIDENT: It is down by 40 percent since 2021."
    )
    found = read(text).proposals
    assert [(each.claimant, each.quote.split()[0]) for each in found] == [
        ("THE PRESIDENT", "Unemployment"),
        (None, "Sir,"),
        ("THE PRESIDENT", "It"),
    ]


def test_who_else_wrote_a_report_is_no_claim() -> None:
    assert list(reasons("Daily Post writer Ann Lee contributed to this report.").values()) == ["boilerplate"]


def test_what_nobody_is_known_to_have_said_is_quoted_with_the_words_around_it() -> None:
    text = (
        "The builders, in a letter of 2 March, hold that permits take “fourteen months on average, twice as long as in Oslo”."
    )
    assert read(text).proposals[0].quote == text


def test_every_reason_of_the_ledger_is_written_down_for_people() -> None:
    assert all(words.endswith(".") for words in REASONS.values())


def test_a_debate_names_its_speakers_and_those_whom_they_quote() -> None:
    found = read(DEBATE)
    assert claim_with("14 percent", found).claimant == "HALE"
    assert claim_with("14 percent", found).quote == "Violent crime fell by 14 percent between 2020 and 2024."
    assert claim_with("2,500", found).claimant == "STONE"
    assert claim_with("murders", found).claimant == "the FBI"
    assert reasons(DEBATE)["Why did crime go up?"] == "question"


def test_speakers_that_a_reader_found_are_the_claimants() -> None:
    text = "Crime fell by 14 percent.\n\nTaxes rose by 3 percent."
    found = read(
        text, locators=(Locator(start=0, label="0:01", speaker="Hale"), Locator(start=27, label="0:09", speaker="Stone"))
    )
    assert [proposal.claimant for proposal in found.proposals] == ["Hale", "Stone"]
    assert {proposal.attribution for proposal in found.proposals} == {Attribution.DIRECT_QUOTE}


def test_another_language_still_gives_figures_and_quotations_but_nobody_is_named() -> None:
    text = "Die Quote stieg im März auf 6,4 Prozent. „Es sind 2,8 Millionen Menschen“, sagte Karin Vogt am Dienstag. Warum steigt sie?"
    found = read(text, language="de")
    assert [proposal.claimant for proposal in found.proposals] == [None, None]
    assert [proposal.attribution for proposal in found.proposals] == [Attribution.AUTHOR_VOICE, Attribution.DIRECT_QUOTE]
    assert [skipped.reason for skipped in found.skipped] == ["question"]
    assert [(proposal.checkworthiness, proposal.why) for proposal in found.proposals] == [(None, ()), (None, ())]


def test_a_list_of_claims_without_full_stops_is_no_list_of_headings() -> None:
    assert (
        len(read("Crime fell by 14 percent in 2024\nTaxes rose by 3 percent in 2023\nPrices doubled since 2020").proposals) == 3
    )


def test_a_text_without_a_sentence_is_said_to_be_empty() -> None:
    with pytest.raises(EmptyText, match="no sentence"):
        read(" \n\t\n")


def test_what_cannot_be_checked_today_is_marked() -> None:
    assert read("The state will build 100,000 homes by 2030.").proposals[0].checkability is Checkability.NOT_YET
    assert read("It was wrong that taxes rose by 5% in 2024.").proposals[0].checkability is Checkability.PARTLY
    assert read("Taxes rose by 5% in 2024.").proposals[0].checkability is Checkability.CHECKABLE


def test_a_relative_date_is_ambiguous_only_while_the_date_of_the_text_is_unknown() -> None:
    text = "Taxes rose by 5% last week."
    assert read(text).proposals[0].ambiguity is None
    assert read(text, published_at=None).proposals[0].ambiguity == "“last week” counts from a date that is not certain"


def test_a_claim_has_the_score_and_the_reasons_of_the_scorer() -> None:
    sentence = "Taxes rose by 5 percent in 2024."
    (proposal,) = read(sentence).proposals
    (score,) = linear_scorer().scores([sentence])
    assert (proposal.checkworthiness, proposal.why) == (score.value, score.why)
    assert score.value >= LEAST_WORTH


def test_what_is_left_out_for_its_score_alone_scores_less_than_any_claim() -> None:
    found = read(DEBATE + "\n\n" + NEWS)
    idle = [each.span.of(DEBATE + "\n\n" + NEWS) for each in found.skipped if each.reason == "no_checkable_content"]
    assert found.proposals
    assert all((each.checkworthiness or 0) >= LEAST_WORTH for each in found.proposals)
    assert idle


def test_a_sentence_of_another_language_has_no_score_but_figures_in_it_are_seen() -> None:
    (worth,) = weigh(["Die Quote stieg auf 6,4 Prozent, sagte Karin Vogt."], scorer(), english=False)
    assert worth.score is None
    assert worth.features == {"figure", "percent"}
    assert seen(["The rate rose to 6.4 percent."])[0] >= {"figure", "percent", "change"}


def test_the_extractor_says_which_scorer_it_uses() -> None:
    assert OfflineExtractor().name == f"offline rules, scorer {scorer().name}"


def test_a_document_is_read_in_one_part_and_nothing_is_asked() -> None:
    extractor, book = OfflineExtractor(), CallBook(Settings.load(model=None))
    document = make_document(text="Sales rose 5%. " * 450)
    assert extractor.parts(document) == 1
    extract(extractor, document, book)
    assert book.calls == ()


def test_a_sentence_with_a_number_and_a_name_that_is_left_out_raises_the_alarm() -> None:
    text = "Should Norway pay 5 million? Should it go on?"
    assert [(each.reason, each.alarm) for each in read(text).skipped] == [("question", True), ("question", False)]


def test_what_is_said_twice_is_one_claim_with_two_places() -> None:
    text = "Sales rose by 5 percent in May 2024.\n\nNobody knows why.\n\nSales rose by 5 percent in May 2024."
    (claim,) = read(text).proposals
    assert [span.of(text) for span in claim.also] == ["Sales rose by 5 percent in May 2024."]


@pytest.mark.parametrize(
    "filler", ["said ", '"', '"said ', "Ab ", "a\n", "Jane Doe said that. ", "1", "[", "Hi: a\n", "according to "]
)
def test_a_hostile_text_is_read_in_one_pass(filler: str) -> None:
    text = filler * 10_000
    found = read(text)
    assert len(found.proposals) + len(found.skipped) == len(sentences(text))
