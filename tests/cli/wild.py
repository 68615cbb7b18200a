"""
ClaimReviews as they are found in the wild, each broken in its own way, and what the linter must say of each.

Never here: a test. Each is a file's name, its content, and by place the rules that are broken there.
"""

import codecs
import gzip
import json
from collections.abc import Callable
from typing import Any

from tests.export.test_lint import drop, good, put, rate

File = tuple[str, bytes, dict[str, str]]
Change = Callable[[dict[str, Any]], object]
UNREADABLE = "CR000"
ONE, MANY = json.dumps(good()), json.dumps([good(), good()])
SCRIPT = '<script type="application/ld+json">{}</script>'


def object_with(change: Change, rules: str) -> File:
    """Return a file with one ClaimReview that was changed."""
    found = good()
    change(found)
    return "one.json", json.dumps(found).encode(), {"line 1": rules}


def raw(text: str | bytes, rules: str = UNREADABLE, *, place: str = "file", name: str = "one.json") -> File:
    """Return a file with this in it."""
    return name, text if isinstance(text, bytes) else text.encode(), {place: rules}


def page(text: str, rules: str = UNREADABLE, *, place: str = "script 1") -> File:
    """Return a page with this in its body."""
    return raw(f"<!DOCTYPE html><html><body><p>Fact check</p>{text}</body></html>", rules, place=place, name="page.html")


def with_one(replaced: str, by: str) -> str:
    """Return a good ClaimReview in which something was written otherwise."""
    assert replaced in ONE
    return ONE.replace(replaced, by, 1)


VALUES = {
    "no @context": object_with(drop("@context"), "CR001"),
    "@context without http": object_with(put("@context", "schema.org"), "CR001"),
    "@context of another vocabulary": object_with(put("@context", "http://www.w3.org/ns/oa"), "CR001"),
    "@context as a vocabulary is no mistake": object_with(put("@context", {"@vocab": "https://schema.org/"}), ""),
    "@type in small letters": object_with(put("@type", "claimreview"), "CR002"),
    "@type Review": object_with(put("@type", "Review"), "CR002"),
    "the claim as an object": object_with(put("claimReviewed", {"@type": "Claim", "text": "Trees"}), "CR010"),
    "the claim as a list": object_with(put("claimReviewed", ["Trees"]), "CR010"),
    "the claim as a number": object_with(put("claimReviewed", 9000), "CR010"),
    "the claim empty": object_with(put("claimReviewed", " "), "CR010 W14"),
    "the claim null": object_with(put("claimReviewed", None), "CR010"),
    "the claim with its verdict": object_with(put("claimReviewed", "FALSE: The city planted 9,000 trees"), "W02"),
    "the claim with entities": object_with(put("claimReviewed", "&ldquo;Trees&rdquo; are &quot;green&quot;"), "W15"),
    "the claim with tags": object_with(put("claimReviewed", "<p>The city planted <b>trees</b></p>"), "W15"),
    "a claim that compares is no markup": object_with(put("claimReviewed", "Cost & rent: 3 < 4 and 5 > 4; R&D"), ""),
    "no url": object_with(drop("url"), "CR012"),
    "a relative url": object_with(put("url", "/checks/7"), "CR012"),
    "a url without its scheme": object_with(put("url", "www.desk.example/checks/7"), "CR012"),
    "a url that begins with two slashes": object_with(put("url", "//desk.example/checks/7"), "CR012"),
    "a url that is a program": object_with(put("url", "javascript:alert(1)"), "CR012"),
    "a url that is a list": object_with(put("url", ["https://desk.example/checks/7"]), "CR012"),
    "a url that is an object": object_with(put("url", {"@id": "https://desk.example/checks/7"}), "CR012"),
    "a url with a space": object_with(put("url", "https://desk.example/checks/number 7"), "CR012"),
    "a url of half a bracket": object_with(put("url", "https://[::1/7"), "CR012"),
    "a short url": object_with(put("url", "https://bit.ly/3xYz"), "CR014"),
    "the rating as a word": object_with(put("reviewRating", "False"), "CR020 CR021 W08"),
    "the rating as a list": object_with(put("reviewRating", [good()["reviewRating"]]), "CR020 CR021 W08"),
    "the rating of another type": object_with(rate(**{"@type": "AggregateRating"}), "CR020"),
    "no verdict in words": object_with(drop("reviewRating.alternateName"), "CR021"),
    "the verdict as a number": object_with(rate(alternateName=2), "CR021"),
    "a rating with a comma": object_with(rate(ratingValue="2,5"), "CR022"),
    "a rating as a fraction": object_with(rate(ratingValue="2/5"), "CR022"),
    "a rating in words": object_with(rate(ratingValue="Four Pinocchios"), "CR022"),
    "a rating in full-width digits": object_with(rate(ratingValue="\uff12"), "CR022"),
    "a rating that is true": object_with(rate(ratingValue=True), "CR022"),
    "a rating that is empty": object_with(rate(ratingValue=""), "CR022 W14"),
    "a rating as text is no mistake": object_with(rate(ratingValue="2", bestRating="5", worstRating="1"), ""),
    "a rating of five thousand digits": object_with(rate(ratingValue="9" * 5000), "CR025"),
    "a scale upside down": object_with(rate(ratingValue=5, bestRating=1, worstRating=5), "CR023 CR025"),
    "a scale of -1": object_with(rate(ratingValue="-1", bestRating="-1", worstRating="-1"), "CR023 CR024"),
    "a scale from 0": object_with(rate(worstRating="0"), "CR024"),
    "a rating beyond its scale": object_with(rate(ratingValue=6), "CR025"),
    "a value without a scale": object_with(drop("reviewRating.bestRating", "reviewRating.worstRating"), "W10"),
    "the author as a word": object_with(put("author", "The Desk"), "CR030"),
    "the author without a type": object_with(put("author", {"name": "The Desk"}), "CR030"),
    "the author without a name": object_with(put("author", {"@type": "Organization"}), "CR030"),
    "no author at all": object_with(put("author", []), "CR030"),
    "the claimant as a word": object_with(put("itemReviewed.author", "Max Mayor"), "CR040"),
    "the claimant without a name": object_with(put("itemReviewed.author", {"@type": "Person", "name": ""}), "CR040 W05 W14"),
    "the claimant as nobody": object_with(put("itemReviewed.author.name", "Multiple sources"), "W11"),
    "what was reviewed as a word": object_with(put("itemReviewed", "Trees"), "W03"),
    "what was reviewed left out": object_with(drop("itemReviewed"), "W03"),
    "a day the British way": object_with(put("datePublished", "20/05/2026"), "CR050"),
    "a day in words": object_with(put("datePublished", "May 20, 2026"), "CR050"),
    "a day and a time with a space": object_with(put("datePublished", "2026-05-20 20:05"), "CR050"),
    "a day that does not exist": object_with(put("datePublished", "2026-02-30"), "CR050"),
    "a day in seconds": object_with(put("datePublished", 1779235200), "CR050"),
    "a day with one digit": object_with(put("datePublished", "2026-5-2"), "CR050"),
    "a day of nothing": object_with(put("datePublished", "0000-00-00"), "CR050"),
    "no day": object_with(drop("datePublished"), "W04"),
    "a claim after its check": object_with(put("itemReviewed.datePublished", "2026-05-25"), "W12"),
    "a dateline is no date": object_with(put("itemReviewed.appearance.dateline", "Berlin"), ""),
}

SHAPES = {
    "a list in a list": raw(json.dumps([[good()]]), "", place="[0][0]"),
    "a feed with one element that is no list": raw(
        json.dumps({"@context": "https://schema.org", "@type": "DataFeed", "dataFeedElement": {"item": good()}}),
        "",
        place="line 1 dataFeedElement item",
    ),
    "an author named elsewhere in the graph": raw(
        json.dumps(
            {
                "@context": "https://schema.org",
                "@graph": [
                    {"@type": "Organization", "@id": "#desk", "name": "The Desk"},
                    {**good(), "author": {"@id": "#desk"}},
                ],
            }
        ),
        "",
        place="line 1 @graph[1]",
    ),
    "an author named nowhere": raw(
        json.dumps({"@graph": [{**good(), "author": {"@id": "#desk"}}]}), "CR030", place="line 1 @graph[0]"
    ),
    "a graph that names itself": raw(
        json.dumps({"@graph": [{**good(), "@id": "#a", "author": {"@id": "#a"}}]}), "CR030", place="line 1 @graph[0]"
    ),
    "the same check twice": ("many.json", MANY.encode(), {"[0]": "", "[1]": "W07"}),
    "lines that end with commas": ("l.jsonl", f"{ONE}\n{ONE},\n".encode(), {"line 1": "", "line 2": UNREADABLE}),
    "lines with a mark and Windows ends": ("l.jsonl", codecs.BOM_UTF8 + f"{ONE}\r\n\r\n".encode(), {"line 1": ""}),
    "an object over several lines, called lines": raw(json.dumps(good(), indent=2), "", name="one.jsonl"),
    "a key that stands twice": raw(
        with_one('"@type": "ClaimReview"', '"@type": "ClaimReview", "url": "x"'), "CR000", place="line 1"
    ),
    "JSON in a text": raw(json.dumps(ONE)),
    "null": raw("null"),
    "nothing": raw(""),
    "nothing but spaces": raw(" \n\t\n"),
    "a MediaReview only": raw('{"@context": "https://schema.org", "@type": "MediaReview"}'),
}

WRITING = {
    "a comma too many": raw(with_one('"worstRating": 1,', '"worstRating": 1,').replace("}}", "},}")),
    "a comment": raw("{ // our check\n" + ONE[1:]),
    "single quotation marks": raw(str(good())),
    "a table": raw("\ufeffid,status,text\n1,checked,It “rains”, {“really”}\n"),
    "typographic quotation marks": raw(ONE.replace('"', "\u201c")),
    "NaN": raw(with_one('"ratingValue": 2', '"ratingValue": NaN')),
    "a number too large": raw(with_one('"ratingValue": 2', '"ratingValue": 1e999')),
    "undefined": raw(with_one('"ratingValue": 2', '"ratingValue": undefined')),
    "half a character": raw(with_one("The city", "\\ud83d The city")),
    "a line break in a text": raw(with_one("The city", "The\ncity")),
    "a program": raw(f"var review = {ONE};"),
    "two objects in one": raw(json.dumps(good(), indent=1) * 2),
    "something behind it": raw(f"{json.dumps(good(), indent=1)}\n-- end"),
    "cut off": raw(json.dumps(good(), indent=1)[:300]),
    "Latin-1": raw(json.dumps(good() | {"claimReviewed": "Müll"}, ensure_ascii=False, indent=1).encode("latin-1")),
    "UTF-16 with its mark": raw(codecs.BOM_UTF16_BE + ONE.encode("utf-16-be"), "", place="line 1"),
    "UTF-16 without its mark": raw(json.dumps(good(), indent=1).encode("utf-16-le")),
    "gzip": raw(gzip.compress(ONE.encode(), mtime=0)),
    "a spreadsheet": raw(b"PK\x03\x04\x14\x00\x06\x00", name="checks.json"),
    "a PDF": raw(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"),
    "brackets without end": raw('{"a":' * 5000),
}

PAGES = {
    "a page without any": page("", place="file"),
    "a page in which something went wrong": raw("<html><h1>403 Forbidden</h1></html>", name="one.json"),
    "microdata": page('<div itemscope itemtype="http://schema.org/ClaimReview">', place="file"),
    "RDFa": page('<div vocab="https://schema.org/" typeof="ClaimReview">', place="file"),
    "a script of another type": page(f'<script type="application/json+ld">{ONE}</script>', place="file"),
    "CDATA around it": page(SCRIPT.format(f"//<![CDATA[\n{ONE}\n//]]>")),
    "a comment of HTML around it": page(SCRIPT.format(f"<!-- {ONE} -->")),
    "quotation marks as entities": page(SCRIPT.format(ONE.replace('"', "&quot;"))),
    "two objects in one script": page(SCRIPT.format(f"{ONE}\n{ONE}")),
    "an end of the script within it": page(SCRIPT.format(with_one("The city", "</script>The city"))),
    "a template that nobody filled": page(SCRIPT.format('{"@type": "ClaimReview", "url": {{ page.url }}}')),
    "capital letters and no quotation marks": page(f"<SCRIPT TYPE=Application/LD+JSON>{ONE}</SCRIPT>", ""),
    "ten thousand elements in each other": page("<div>" * 10_000 + SCRIPT.format(ONE), place="file"),
}

WILD = VALUES | SHAPES | WRITING | PAGES
