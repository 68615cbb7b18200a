"""
What keeps a text from being JSON, told from how it looks, so that its maker knows what to mend.

Never here: reading.
"""

import re

HINTS: tuple[tuple[re.Pattern[bytes], str], ...] = tuple(
    (re.compile(looks), what)
    for looks, what in (
        (rb"\A\x1f\x8b", "It is packed with gzip: unpack it first"),
        (rb"\APK\x03\x04", "It is a zip file, as spreadsheets and text documents are: save it as JSON"),
        (rb"\A%PDF", "It is a PDF: give the page or file that the ClaimReview stands in"),
        (rb"\x00", "It is written in UTF-16 or UTF-32 without its mark, or is no text: write it as UTF-8"),
        (rb"\A\s*(//\s*)?(<!\[CDATA\[|<!--)", "It is wrapped in CDATA or a comment of HTML: leave only what stands between the braces"),
        (rb"\{\{|\{%", "A template was not filled in: mend the site that makes the page"),
        (rb"\A(\xef\xbb\xbf)?\w+([,;\t][\w ]+){2,}\r?\n", "It is a table: export or write its records as ClaimReviews"),
        (rb"[{,]\s*&(quot|#34|#x22|ldquo|rdquo);", 'Its quotation marks are entities of HTML: write plain "'),
        (rb"[{,]\s*\xe2\x80[\x9c-\x9f]", 'Its quotation marks are typographic: write plain "'),
        (rb"[{,]\s*'", 'Its quotation marks are single ones: write "'),
        (rb"\A\s*[A-Za-z_$][\w.$]*(\s+[\w$]+)?\s*[=(]", "It is a program: leave only what stands between the braces"),
        (rb":\s*-?(NaN|Infinity|undefined|None|True|False)\b", "A value is no JSON: write a number, true, false or null, or leave it out"),
        (rb",\s*[}\]]", "A comma stands before a closing bracket: take it out"),
        (rb"[}\]]\s*,\s*\Z", "A comma stands at its end: take it out"),
        (rb"[\s{\[,](//|/\*)", "There is a comment in it, which JSON does not know: take it out"),
        (rb"\}\s*\{", "Several objects follow one another: put them in one list, or each in its own script"),
        (rb"\\u[dD][89a-fA-F][0-9a-fA-F]{2}", "Half of a character stands in it: write the character itself"),
    )
)  # fmt: skip
OTHERWISE = "Mend it, or write it with a JSON library"


def hint(data: bytes) -> str:
    """Return what to do about a text that is not JSON."""
    return next((what for looks, what in HINTS if looks.search(data)), OTHERWISE)
