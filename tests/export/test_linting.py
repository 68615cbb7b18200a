"""Files of every kind held against the rules: what is found in them, where, and what cannot be read."""

import codecs
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.export.lint import Surroundings
from checker.export.linting import UNREADABLE, Linted, lint_file
from checker.export.reviews import DEEPEST, read
from tests.export.strategies import steady
from tests.export.test_lint import good


def inverted() -> dict[str, Any]:
    found = good()
    found["reviewRating"] |= {"ratingValue": "5", "bestRating": "1", "worstRating": "5"}
    return found


def lint(data: bytes | str, name: str = "given.json") -> list[Linted]:
    data = data.encode() if isinstance(data, str) else data
    return list(lint_file(io.BytesIO(data), name, Surroundings()))


def rules(found: list[Linted]) -> list[tuple[str, list[str]]]:
    return [(each.place, [violation.rule for violation in each.violations]) for each in found]


SCRIPT = '<script type="application/ld+json; charset=utf-8">{}</script>'
FEED = {
    "@context": "https://schema.org",
    "@type": "DataFeed",
    "dataFeedElement": [{"@type": "DataFeedItem", "item": [good(), inverted()]}],
}
BROKEN = ["CR023", "CR025"]


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (json.dumps(inverted(), indent=1), "one.json", [("file", BROKEN)]),
        (json.dumps([good(), inverted()]), "many.json", [("[0]", []), ("[1]", [*BROKEN, "W07"])]),
        (json.dumps({"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, inverted()]}), "g.json", [("line 1 @graph[1]", BROKEN)]),
        (json.dumps(FEED, indent=1), "f.json", [("dataFeedElement[0] item[0]", []), ("dataFeedElement[0] item[1]", [*BROKEN, "W07"])]),
        (f"{json.dumps(good())}\n\n{json.dumps(inverted())}", "l.jsonl", [("line 1", []), ("line 3", [*BROKEN, "W07"])]),
        (f"<html><script>1<2</script>{SCRIPT.format('[]')}{SCRIPT.format(json.dumps(inverted()))}", "p.html", [("script 2", BROKEN)]),
        (codecs.BOM_UTF8 + json.dumps(inverted(), indent=1).encode(), "bom.json", [("file", BROKEN)]),
        (codecs.BOM_UTF16_LE + json.dumps(inverted(), indent=1).encode("utf-16-le"), "wide.json", [("line 1", BROKEN)]),
    ],
    ids=["object", "array", "graph", "feed", "lines", "page", "utf-8 mark", "utf-16"],
)  # fmt: skip
def test_claimreviews_are_found_wherever_they_stand(
    data: str | bytes, name: str, expected: list[tuple[str, list[str]]]
) -> None:
    assert rules(lint(data, name)) == expected


def test_a_claimreview_inside_a_graph_has_the_context_of_the_graph() -> None:
    inner = {key: value for key, value in good().items() if key != "@context"}
    assert rules(lint(json.dumps({"@context": "https://schema.org", "@graph": [inner]}))) == [("line 1 @graph[0]", [])]
    assert "CR001" in rules(lint(json.dumps({"@graph": [inner]})))[0][1]


def test_an_object_that_was_meant_to_be_a_claimreview_is_judged_as_one() -> None:
    assert rules(lint(json.dumps({**good(), "@type": "Claimreview"}, indent=1))) == [("file", ["CR002"])]


@pytest.mark.parametrize(
    ("data", "name", "place", "word"),
    [
        ("{'claimReviewed': 1}", "a.json", "file", "not JSON"),
        ("", "page.html", "file", ""),
        (SCRIPT.format('{"@type": "ClaimReview", }'), "p.html", "script 1", "not JSON"),
        (SCRIPT.format(""), "p.html", "script 1", "not JSON"),
        ('<div itemscope itemtype="https://schema.org/ClaimReview">', "p.html", "file", "microdata"),
        ("[" * DEEPEST + "1" + "]" * DEEPEST, "deep.json", "file", "deep in each other"),
        ("[" * 100_000, "deeper.json", "file", "not JSON"),
        ('{"schema": "claim-checker/record/2"}', "own.jsonl", "line 1", "--format claimreview"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(data: str, name: str, place: str, word: str) -> None:
    (found,) = lint(data, name)
    assert (found.place, found.is_review) == (place, False)
    assert all(word in f"{each.what} {each.todo}" and each.rule == UNREADABLE for each in found.violations)
    assert bool(found.violations) == bool(word)


def test_a_broken_line_does_not_keep_the_others_from_being_judged() -> None:
    found = lint(f"{json.dumps(good())}\nnonsense\n{json.dumps(inverted())}\n", "some.ndjson")
    assert rules(found) == [("line 1", []), ("line 2", [UNREADABLE]), ("line 3", [*BROKEN, "W07"])]


def test_a_broken_script_does_not_keep_the_others_from_being_judged() -> None:
    page = "<p>&</p>" + SCRIPT.format("{") + SCRIPT.format(json.dumps(inverted()))
    assert rules(lint(page, "page.html")) == [("script 1", [UNREADABLE]), ("script 2", BROKEN)]


def test_json_lines_are_judged_before_the_rest_is_read() -> None:
    class Endless(io.BytesIO):
        asked = 0

        def readline(self, size: int | None = -1, /) -> bytes:
            self.asked += 1
            return json.dumps(good()).encode() + b"\n"

    file = Endless()
    found = lint_file(file, "endless.jsonl", Surroundings())
    assert [next(found).place for _ in range(3)] == ["line 1", "line 2", "line 3"]
    assert file.asked <= 4


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*good(), "@graph", "item"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@steady
@given(values, st.sampled_from(["{}", "<html>" + SCRIPT]), st.sampled_from(["x.json", "x.jsonl"]))
def test_every_json_is_read_without_an_accident(value: Any, around: str, name: str) -> None:
    text = json.dumps(value).replace("<", "\\u003c")
    assert lint(around.replace("{}", text), name)


@steady
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: f"<{text}".encode("utf-8", "surrogatepass")))
def test_every_file_is_read_without_an_accident(data: bytes) -> None:
    assert all(each.review or each.trouble for each in read(io.BytesIO(data), "x.json"))
