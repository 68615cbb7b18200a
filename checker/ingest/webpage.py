"""
A web page becomes its main text without navigation, with what the page says about itself.

Never here: the network, or running anything that a page holds.
"""

from copy import deepcopy
from typing import Any

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from checker.errors import UnsupportedMedia
from checker.ingest.sniff import HTML
from checker.ingest.source import Facts, Piece, Source, finish, parsing
from checker.model import Draft

# Above the first number of elements trafilatura reads without its second opinion, above the other it takes minutes.
MANY_ELEMENTS = 10_000
MOST_ELEMENTS = 60_000
DATE_SEARCH = {"extensive_search": False, "original_date": True}
UNSEEN = ("script", "style", "template", "noscript", "iframe", "object", "svg", "textarea", "select", "button")
UNSEEN_STYLES = ("display:none", "visibility:hidden")
LEAVES = "checker-leaves-this-out"  # the name that an element gets when it is to go
BLOCKS = frozenset(
    "address article aside blockquote body br caption dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5"
    " h6 header hr li main nav ol p pre section summary table tr ul".split()
)
RULES = "|-: "  # what the line under a table's head is drawn with
CELLS = frozenset({"td", "th"})


def read_html(source: Source) -> Draft:
    """Return the main text of a page, or all that is visible on it when no main text stands out."""
    with parsing(source, "a web page", etree.LxmlError):
        tree = _tree(source)
        elements = sum(1 for _ in tree.iter())
        facts = _facts(tree, head_only=elements > MOST_ELEMENTS)
        lines = _main_lines(tree, elements)
        warnings = [] if lines else [f"No main text was found in {source.name}; all its visible text was taken."]
        lines = lines or _visible_lines(tree)
    return finish(source, HTML, (_piece(line) for line in lines), facts=facts, warnings=warnings)


def _tree(source: Source) -> HtmlElement:
    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    tree = document_fromstring(source.text.encode("utf-8", "replace") or b" ", parser=parser, ensure_head_body=True)
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise UnsupportedMedia(f"{source.name} nests its elements too deeply to be read whole; paste the text instead.")
    _drop_hidden(tree)
    return tree


def _drop_hidden(tree: HtmlElement) -> None:
    """Take out what no reader sees in one pass; one element at a time would take quadratic time."""
    hidden = [each for each in tree.iter(*UNSEEN) if "ld+json" not in each.get("type", "") or each.tag != "script"]
    hidden += [each for body in tree.iterchildren("body") for each in body.iterdescendants(etree.Element) if _is_hidden(each)]
    for each in hidden:
        each.tag = LEAVES
    etree.strip_elements(tree, LEAVES, with_tail=False)


def _is_hidden(element: Any) -> bool:
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    style = element.get("style", "").lower().replace(" ", "")
    return any(each in style for each in UNSEEN_STYLES)


def _facts(tree: HtmlElement, *, head_only: bool) -> Facts:
    from trafilatura.metadata import extract_metadata  # half a second that only pages should cost

    page = deepcopy(tree)
    if head_only and page.body is not None:
        page.body.clear()
    found = extract_metadata(page, date_config=dict(DATE_SEARCH))
    return Facts(
        title=found.title,
        publisher=found.sitename,
        author=found.author,
        url=found.url,
        published_at=found.date,
        language=tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
    )


def _main_lines(tree: HtmlElement, elements: int) -> list[str]:
    from trafilatura import bare_extraction

    if elements > MOST_ELEMENTS:
        return []
    found = bare_extraction(tree, fast=elements > MANY_ELEMENTS, include_comments=False)
    text = getattr(found, "text", None) or ""
    return [line for line in text.split("\n") if line.strip(RULES)]


def _visible_lines(tree: HtmlElement) -> list[str]:
    etree.strip_elements(tree, "script", "head", with_tail=False)
    for element in tree.iter(etree.Element):
        edge = "\n" if element.tag in BLOCKS else " " if element.tag in CELLS else ""
        element.text = edge + _spaced(element.text)
        element.tail = edge + _spaced(element.tail)
    return [" ".join(line.split()) for line in str(tree.text_content()).split("\n")]


def _piece(line: str) -> Piece:
    return Piece(text=line, before="\n" if line.startswith("|") else "\n\n")  # the rows of a table stay together


def _spaced(words: str | None) -> str:
    return (words or "").replace("\n", " ").replace("\r", " ")
