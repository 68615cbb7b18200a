"""
English verbs of saying as a table: each with the code of what has to follow it so that its subject is a claimant.

Never here: whose verb it is.
"""

import re

from checker.extract.offline.quotes import MASK


def _kind(code: str, listed: str) -> dict[str, str]:
    return dict.fromkeys(listed.split(), code)


VERBS: dict[str, str] = {
    **_kind(
        "says",
        "said says say told tells added adds insisted insists insist explained explains stressed claimed claims claim replied joked "
        "quipped retorted raged blasted fumed argued argues argue warned warns warn noted notes admitted admits acknowledged acknowledges "
        "believes believe thinks think reckons reckon predicted predicts complained recalled recalls concluded concludes alleged "
        "alleges allege asserted countered conceded concedes cautioned emphasised emphasized mused sighed laughed shouted cried "
        "remarked observed contended hinted testified boasted",
    ),
    **_kind(
        "clause",
        "reported reports report stated states announced announces confirmed confirms wrote writes tweeted posted underlined revealed "
        "reveals suggested suggests suggest estimated estimates estimate declared maintained maintains found finds find showed shows show "
        "recounted assured indicated indicates discovered calculated forecast expects expect expected hopes hoped fears feared suspects "
        "shot hit fired discloses disclosed responded points pointed goes went answered continued agreed agrees reiterated figures",
    ),
    **_kind(
        "act",
        "accused accuses blamed blames blame disputed disputes disputed urged urges criticised criticized condemned lamented",
    ),
    **_kind(
        "named",
        "called calls described describes dismissed dismisses branded hailed labelled labeled likened welcomed defended praised",
    ),
    **_kind("will", "promised promises promise vowed vows pledged pledges threatened"),
    **_kind("puts", "put puts"),
    **_kind("asks", "asked asks"),
    **_kind("denies", "denied denies deny rejected rejects"),
}
STUDY_VERBS = frozenset(
    "found finds find showed shows show reveals revealed discloses disclosed suggests suggested suggest say says said blames put".split()
)
INVERTED = frozenset(("says", "clause", "asks"))
_DAY = r"(?: (?:on |late |early )?(?:late |early )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)?"
_THAT = rf"(?: [\w’']+){{0,4}},? that\b| (?:back|on|out)\b(?= ?[,.:]|{_DAY}\s*[.,]?\s*$)| ?[,:]? ?{MASK}|{_DAY}\s*[.,]?\s*$|\s*: | (?:in|on) [^{MASK}.:]{{1,60}}: ?{MASK}"
FOLLOWING: dict[str, re.Pattern[str]] = {
    "says": re.compile(r"(?! (?:to|the truth|lies|a lie|little|much|nothing)\b)"),
    "clause": re.compile(_THAT + r"| (?:there|he|she|they|it) (?:\w+ )?|(?<=estimated) the\b|(?<=estimates) the\b"),
    "act": re.compile(""),
    "named": re.compile(rf"[^{MASK}]{{0,80}}{MASK}"),
    "will": re.compile(rf" to\b| \w+ more\b|{_THAT}"),
    "puts": re.compile(rf" (?:the|its|their|his|her) [^.,{MASK}]{{3,60}} at\b"),
    "asks": re.compile(rf"(?: [\w’']+){{0,4}} (?:whether|why|how|if|what)\b|{_THAT}"),
    "denies": re.compile(
        rf" (?:having|any|wrongdoing|involvement|\w+ing)\b"
        rf"| (?:the |all |any |her |his |such )*(?:criticisms?|claims?|allegations?|accusations?|suggestions?|charges?|reports?|that)\b|{_THAT}"
    ),
}
PARTICIPLE = re.compile(
    rf", (?:saying|adding|telling|tweeting|writing|arguing|noting|warning|insisting|claiming)\b(?=[^,.;]{{0,60}}(?:{MASK}|\w))"
)
