"""
Whether a text is English, by the language that it says it has, else by its small words.

Never here: what a word means.
"""

import re

_ENGLISH = re.compile(
    r"\b(?:the|of|and|to|in|is|that|for|was|on|said|with|it|are|has|were|by|from|at|have|an)\b", re.IGNORECASE
)
_FOREIGN = re.compile(
    r"\b(?:der|die|das|und|ist|nicht|ein|eine|le|la|les|des|est|et|une|el|los|las|que|y|en|de|il|di|che|per|het|een|w|na|się|o|e)\b",
)
_FEW = 5  # foreign words, as names and quotations bring them
_LONG = 12  # words, among which English has a small one
_SAMPLE = 4000  # characters that are read
_BEGINNING = 200  # characters that show the script


def applies(language: str | None, text: str) -> bool:
    """Return whether what was learned from English may be said of the text; many pages say that they are English and are not."""
    sample = text[:_SAMPLE]
    foreign, english = len(_FOREIGN.findall(sample)), len(_ENGLISH.findall(sample))
    if language:
        said = language.lower().replace("_", "-").split("-")[0] in ("en", "eng", "english")
        return said and foreign <= 2 * english + _FEW
    if sample[:_BEGINNING].isascii() and not foreign:
        return english > 0 or len(sample.split()) < _LONG
    return english > foreign
