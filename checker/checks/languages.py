"""
Which language a text is in, by its smallest words.

Never here: what a word means in it.
"""

from collections import Counter
from collections.abc import Sequence

from checker.checks.wording import first_block, folded, tokens


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Languages without cues are here as well, so that they are not taken for one that has them.
_SMALL: dict[str, frozenset[str]] = {
    "en": _words(
        "the of and to in is was that for it on with as are by from at be this have has had were which an a not or but his her "
        "their they he she will would been more than who also its"
    ),
    "de": _words(
        "der die das und ist nicht ein eine den von zu mit sich des auf für im dem auch als es wird wurde sind hat haben werden nach "
        "bei aus einer einen um am war kein keine mehr sie er"
    ),
    "fr": _words(
        "le la les des et est une du dans que qui pour pas sur par plus au avec ce cette sont été ont il elle nous vous aux ne se en "
        "un de l' d' a qu' n' c' s'"
    ),
    "es": _words("el la los las de del que y en un una por con para no es se su al lo como más fue son está pero sus ha han a"),
    "it": _words(
        "il la di che e è un una per non con del della dei sono nel nella gli le i da si ha al alla anche più come lo hanno l' dell' nell' all'"
    ),
    "pt": _words(
        "o a os as de do da dos das e que em um uma para com não no na por se mais foi são ao à pelo pela como mas seu sua"
    ),
    "pl": _words("i w na z że nie się do jest to o od po przez jak oraz ale dla za był była są tym tego który która lub roku"),
    "uk": _words("і в у на з що не та до як для за від але це про був була є його її також або який яка й під року він"),
    "ru": _words("и в не на что с по как это из к у за от для но был была его ее она они или также который году он"),
    "nl": _words(
        "de het een van en is dat niet op te zijn voor met die er aan ook als bij maar heeft wordt werd naar door in om"
    ),
    "cs": _words("a se na je že v z do s o to by pro jako který ale nebo byl byla také podle jsou jeho ve"),
    "sv": _words("och att det som en på är av för med till den har inte om ett var de från men i"),
    "da": _words("og at det er en til på som af for med den har ikke de et var fra men blev i"),
    "ro": _words("și de în la a cu pe că nu este din o un pentru care sau mai au fost sunt"),
    "hu": _words("a az és hogy nem is egy van volt meg ez azt csak mint már de"),
    "tr": _words("ve bir bu da de için ile olarak çok daha olan değil gibi ne kadar"),
    "fi": _words("ja on ei se että oli hän ovat mutta joka myös kun niin"),
    "ca": _words("el la els les de i que en un una per amb no és del dels va han"),
}
_LANGUAGES_OF: dict[str, tuple[str, ...]] = {
    word: tuple(language for language, small in _SMALL.items() if word in small) for word in frozenset().union(*_SMALL.values())
}
_ENOUGH = 3  # small words, before a text is held to be in another language than expected
_CLEAR = 0.25  # of a text's words are small ones of the expected language: no other one needs to be thought of
_SHARE = 0.12  # of a text's words, at the least, are small ones


def language_of(words: Sequence[str], expected: str = "") -> str:
    """Return the language that the folded words are in, or the expected one where they do not tell."""
    if sum(map(small_words(expected).__contains__, words)) >= _CLEAR * len(words):
        return expected
    seen = Counter(language for word in words if word in _LANGUAGES_OF for language in _LANGUAGES_OF[word])
    ranked = seen.most_common(2)
    if not ranked or ranked[0][1] < max(_ENOUGH, _SHARE * len(words)):
        return expected
    best, rival = ranked[0], seen[expected] if expected in _SMALL else (ranked[1][1] if ranked[1:] else 0)
    clear = best[1] >= 2 * rival if expected in _SMALL else best[1] > rival
    return best[0] if clear else expected


def spoken_in(text: str, tag: str | None = None) -> str:
    """Return the two letters of the language that a document is in, as far as its beginning tells; else those of its tag."""
    return language_of(tokens(folded(first_block(text))), code(tag))


def small_words(language: str) -> frozenset[str]:
    """Return the words of a language that carry grammar, not meaning; none where the language is not known."""
    return _SMALL.get(language, frozenset())


def code(tag: str | None) -> str:
    """Return the two letters of a language tag such as `pt-BR`; empty if there are none."""
    found = (tag or "").lower().replace("_", "-").split("-")[0]
    return {"eng": "en", "english": "en", "ukr": "uk", "deu": "de", "ger": "de"}.get(found, found)
