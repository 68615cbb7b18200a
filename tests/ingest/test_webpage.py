from datetime import date

from checker.ingest.readers import read
from checker.model import Draft
from tests.ingest.inputs import LIMITS, page

STORY = "".join(
    f"<p>In district {number} the council spent {number}.5 million on roads and schools, the report says.</p>"
    for number in range(1, 9)
)


def _read(body: str, head: str = "") -> Draft:
    return read(page(body, head), "page.html", limits=LIMITS)


def test_navigation_and_footers_stay_out_and_paragraphs_stay_apart() -> None:
    draft = _read(f"<nav><a href=/>Home</a> <a href=/s>Sport</a></nav><article>{STORY}</article><footer>Contact us</footer>")
    assert len(draft.text.split("\n\n")) == 8
    assert not any(word in draft.text for word in ("Home", "Sport", "Contact"))


def test_what_is_hidden_or_a_program_is_never_in_the_text() -> None:
    hidden = (
        "<script>SECRET</script><style>SECRET</style><template>SECRET</template><noscript>SECRET</noscript><!-- SECRET -->"
        "<p hidden>SECRET</p><p style='color:red; DISPLAY : none'>SECRET</p><p style='visibility:hidden'>SECRET</p>"
        "<p aria-hidden='true'>SECRET</p><textarea>SECRET</textarea>"
    )
    assert "SECRET" not in _read(f"<article>{STORY}{hidden}</article>").text
    assert "SECRET" not in _read(f"<div>{hidden}</div><p>One.").text


def test_what_the_page_says_about_itself_is_kept() -> None:
    head = (
        '<title>Roads and schools | The Post</title><meta name="author" content="Ada Mole">'
        '<meta property="og:title" content="Roads and schools"><meta property="og:site_name" content="The Post">'
        '<link rel="canonical" href="https://post.example/roads"><meta property="article:published_time" content="2024-03-02T10:00:00Z">'
    )
    draft = _read(f"<article>{STORY}</article>", head)
    assert (draft.title, draft.author, draft.publisher) == ("Roads and schools", "Ada Mole", "The Post")
    assert (draft.url, draft.published_at, draft.language) == ("https://post.example/roads", date(2024, 3, 2), "en")


def test_structured_data_of_the_page_is_read_for_author_and_date() -> None:
    data = (
        '{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Roads", "datePublished": "2023-05-06",'
        ' "author": {"@type": "Person", "name": "Bo Lind"}, "publisher": {"@type": "Organization", "name": "The Post"}}'
    )
    draft = _read(f"<article>{STORY}</article>", f'<script type="application/ld+json">{data}</script>')
    assert (draft.author, draft.published_at) == ("Bo Lind", date(2023, 5, 6))
    assert "schema.org" not in draft.text


def test_a_page_that_says_nothing_about_itself_gets_no_guesses() -> None:
    draft = _read(f"<article>{STORY}<p>On 3 May 2019 it rained.</p></article>")
    assert (draft.author, draft.publisher, draft.url, draft.published_at) == (None, None, None, None)


def test_an_address_that_is_no_web_address_is_not_taken() -> None:
    draft = _read(f"<article>{STORY}</article>", '<link rel="canonical" href="javascript:alert(1)">')
    assert draft.url is None


def test_a_page_without_main_text_is_taken_whole_and_says_so() -> None:
    draft = _read("<table><tr><td>Roads</td><td>4 million</td></tr></table>" * 30_000)
    assert draft.text.startswith("Roads 4 million\n\nRoads 4 million")
    assert draft.warnings == ("No main text was found in page.html; all its visible text was taken.",)


def test_rows_of_a_table_stand_under_each_other() -> None:
    table = "<table><tr><th>Year</th><th>Homes</th></tr><tr><td>2023</td><td>815</td></tr></table>"
    assert "| Year | Homes |\n| 2023 | 815 |" in _read(f"<article>{STORY}{table}</article>").text


def test_the_words_around_what_is_left_out_stay() -> None:
    pieces = "<!-- a -->", "<?php a ?>", "<script>a</script>", "<i hidden>a<b>c</b></i>", "<svg><text>a</text></svg>"
    draft = _read("<p>It " + " ".join(f"costs{piece}4 " for piece in pieces) + "million.</p>")
    assert draft.text == "It " + "costs4 " * len(pieces) + "million."


def test_a_page_of_very_many_hidden_things_is_read() -> None:
    hidden = "<!-- x --><i hidden></i><script>1</script><style>b</style>a "
    text = _read(f"<article>{STORY}<p>{hidden * 30_000}</p></article>").text
    assert text.endswith("a " * 29_999 + "a")
    assert "district 8" in text
