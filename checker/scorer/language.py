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
    re.IGNORECASE,
)
_SAMPLE = 4000  # characters that are read
_BEGINNING = 200  # characters that show the script


def applies(language: str | None, text: str) -> bool:
    """Return whether what was learned from English may be said of the text."""
    if language:
        return language.lower().replace("_", "-").split("-")[0] in ("en", "eng", "english")
    sample = text[:_SAMPLE]
    foreign = len(_FOREIGN.findall(sample))
    return (sample[:_BEGINNING].isascii() and not foreign) or len(_ENGLISH.findall(sample)) > foreign
