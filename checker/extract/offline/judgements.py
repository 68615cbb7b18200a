"""
English sentences in which somebody judges, feels or says nothing: tables of words, looked for only where nothing is counted.

Never here: how much a sentence deserves checking.
"""

import re


def _any(listed: str) -> str:
    return "|".join(words.replace("_", " ") for words in listed.split())


_JUDGING = _any(
    "reckless irresponsible shameful disgraceful ridiculous absurd unacceptable outrageous cruel appalling pathetic laughable excellent "
    "brilliant outstanding wonderful inspiring historic dangerous wrong unfair shambles disgrace scandal joke outrage nonsense mockery "
    "betrayal triumph tragedy mistake failure success waste_of_money waste_of_time breath_of_fresh_air slap_in_the_face step_forward "
    "step_backwards game-changer no-brainer farce insult disaster nightmare",
)
_FEELING = _any(
    "surprised shocked saddened delighted thrilled disappointed proud grateful devastated outraged hopeful sorry sad angry furious happy "
    "glad pleased excited honoured honored embarrassed heartbroken worried concerned committed optimistic confident ashamed",
)
_FEW, _SOME = (rf"[“\"‘](?:[^\s“”\"‘’]+ ){{0,{most}}}[^\s“”\"‘’]+[”\"’]" for most in (3, 5))  # too few words to be a statement
_PRAISED = re.compile(
    r"\b(?:praised|praises|hailed|hails|lauded|applauded|slammed|blasted|condemned|mocked|thanked)\b"
    r"|\bproud (?:of|to)\b|\b(?:world-class|second to none|best place to)\b",
    re.IGNORECASE,
)
_JUDGED = re.compile(
    rf"\b(?:I|we|he|she|they|it)(?:['’](?:m|s|re)| am| is| are| was| were| felt| feels?)(?: [a-z]+ly| very| so)? (?:{_FEELING})\b"
    rf"|\b(?:it|this|that|which|what)(?:['’]s| is| was)(?: just| simply| really| an?| the| such| nothing but){{0,2}}(?: [a-z]+)? (?:{_JUDGING})\b"
    rf"|\b(?:called|calls|branded|dubbed|labelled|labeled|described|dismissed) (?:[\w'’-]+ ){{1,6}}(?:{_JUDGING})\b"
    r"|\b(?:called|calls|branded|dubbed|labelled|labeled|described|dismissed|likened|welcomed|defended)"
    rf" (?:[\w'’-]+ ){{0,7}}{_SOME}"
    r"|(?<!there )\b(?:is|was|are|were|be|been|felt|feels)"
    rf" (?:[\w'’-]+ ){{0,2}}{_FEW}",
    re.IGNORECASE,
)
_EMPTY = re.compile(
    r"\W*(?:this|that|it) (?:was|is|has been) (?:\w+ ){0,4}(?:stated|said|announced|reported|written|confirmed)\b"
    r"|(?:[\w'’]+ ){1,6}(?:denie[sd]|rejects|rejected|disputes|disputed|confirms|confirmed)"
    r" (?:this|that|it|(?:the|all|any|such|these|those|his|her|their)? ?(?:criticisms?|claims?|allegations?|accusations?|charges?|suggestions?))\W*$",
    re.IGNORECASE,
)
_NO_ANSWER = re.compile(
    r"\b(?:declin|refus)(?:ed|es|ing) (?:to (?:comment|answer|say)|further comment)\b"
    r"|\b(?:did|do|does|has|have|had)(?: not|n['’]t) (?:immediately |yet )?(?:respond|repl|answer|return)\w*(?: [\w'’]+){0,5}"
    r" (?:requests?|questions?|calls?|comment|messages?|e?-?mails?|inquir\w+|enquir\w+)\b"
    r"|\bcould not (?:immediately )?be (?:immediately )?(?:reached|independently)\b|\bcondition of anonymity\b"
    r"|\b(?:has|have) not said (?:whether|when|if|how)\b|\bthanked (?:the|his|her|their|everyone|all)\b",
    re.IGNORECASE,
)
_COUNT = r"\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|fifty"
_ONLY_WHEN = re.compile(
    rf"(?:(?:and|but|over|in|for|during|since|within|the|last|past|next|about|these|those|this|{_COUNT}),? )+"
    r"(?:years?|months?|weeks?|days?|decades?|hours?)\W*$",
    re.IGNORECASE,
)


def praises(words: str) -> bool:
    """Tell whether somebody praises or blames."""
    return _PRAISED.search(words) is not None


def judges(words: str) -> bool:
    """Tell whether somebody says how they feel or what they hold of something, be it in a few quoted words."""
    return _JUDGED.search(words) is not None


def says_nothing(words: str) -> bool:
    """Tell whether a sentence only points at something said elsewhere, or tells that nobody answered."""
    return _EMPTY.match(words) is not None or _NO_ANSWER.search(words) is not None


def only_tells_when(words: str) -> bool:
    """Tell whether a sentence is broken off after a stretch of time, as "Over the last 20 years" is."""
    return _ONLY_WHEN.match(words) is not None
