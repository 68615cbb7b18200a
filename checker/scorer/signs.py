"""
What a reader can see in an English sentence that makes it more or less worth checking: a table of signs, each with its words.

Never here: a weight, or how a text is cut into tokens.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing to see: the words or pairs of words that show it, and how it is said to a person (empty: it is no reason to check)."""

    says: str
    cues: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    start: bool  # only the first word shows it
    any_language: bool
    together: tuple[str, ...]  # other signs that show it where they all are


def _sign(
    says: str = "", cues: str = "", pairs: str = "", *, start: bool = False, any_language: bool = False, together: str = ""
) -> Sign:
    twos = frozenset(_two(pair) for pair in pairs.split("|") if pair)
    return Sign(says, frozenset(cues.split()), twos, start, any_language, tuple(together.split()))


def _two(pair: str) -> tuple[str, str]:
    first, second = pair.split()
    return first, second


_MONTHS = "january february march april june july august september october november december"

SIGNS: dict[str, Sign] = {
    "figure": _sign("has a figure", any_language=True),
    "figures": _sign("has several figures"),
    "number_word": _sign(
        "has a number in words",
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen "
        "twenty thirty forty fifty sixty seventy eighty ninety dozen dozens hundred hundreds thousand thousands half third thirds "
        "quarter quarters twice triple",
    ),
    "money": _sign(
        "names a sum of money",
        "$ € £ ¥ ₴ ₽ dollar dollars euro euros pound pounds cents billion billions million millions trillion trillions mln mrd bn",
        any_language=True,
    ),
    "percent": _sign(
        "has a percentage",
        "% percent percentage percentages prozent",
        "per cent|pour cent|por ciento",
        any_language=True,
    ),
    "date": _sign(
        "says when",
        f"{_MONTHS} yesterday since ago monday tuesday wednesday thursday friday saturday sunday",
        "last week|last month|last year|last years|last decade|last night|this week|this month|this year|past week|past month|"
        "past year|past decade|previous year|years ago|in may|since may|until may|of may",
        any_language=True,
    ),
    "span_of_time": _sign("covers a stretch of time", "years months decades weeks days decade century", "the last|the past"),
    "comparison": _sign(
        "compares",
        "highest lowest largest biggest fastest longest smallest tallest oldest youngest cheapest richest poorest deepest widest "
        "slowest hottest worst fewest most least majority minority",
        "compared to|compared with|more than|less than|fewer than|as many|as much|twice as|times as|"
        "bigger than|greater than|higher than|lower than|larger than|faster than|worse than|better than|smaller than",
        together="comparative than",
    ),
    "change": _sign(
        "compares over time",
        "increased increase increases increasing decreased decrease decreases decreasing rose risen rises rising fell fallen falls falling dropped drop "
        "dropping declined decline declining doubled doubling tripled tripling quadrupled halved grew grown growing growth cut cuts "
        "cutting reduced reduce reduction raised lost lose losing gained gains shrank shrunk soared plunged surged slowed went "
        "expanded exploded worsened improved climbed slashed added jumped",
        "went up|went down|gone up|gone down|up from|down from|up by|down by|no longer",
    ),
    "first_or_only": _sign(
        "says first, only, every or never", "first only every never ever always none nobody all entire record no-one"
    ),
    "name": _sign("names somebody or something"),
    "names": _sign("names several people or things"),
    "acronym": _sign("names somebody or something"),
    "attributed": _sign(
        "says who said it",
        "said says told announced reported reports claimed claims stated testified wrote according promised admitted warned "
        "estimates estimated showed found argued denied confirmed",
        "pointed out|according to",
    ),
    "public_record": _sign(
        "stands in public records",
        "voted vote votes vetoed veto sponsored cosponsored signed convicted indicted sentenced appointed resigned elected ratified passed "
        "enacted nominated ruled repealed opposed supported proposed endorsed introduced legislation bill act amendment treaty "
        "senate congress parliament council committee commission court charged arrested sued fined registered",
    ),
    "policy": _sign(
        "is about policy or public money",
        "tax taxes budget deficit deficits debt spending spend spent law laws policy policies sanctions troops military weapons war "
        "economy economic unemployment unemployed jobs job employment inflation wages wage income incomes trade oil energy "
        "immigration immigrants border welfare medicare medicaid pensions pension government federal administration program "
        "programs school schools housing rent rents police social security prices price exports imports investment subsidies "
        "refugees minister ministry agency",
        "social security|health care",
    ),
    "harm": _sign(
        "is about harm to people",
        "kill kills killed killing died deaths death dead die dying injured injuries wounded murder murders murdered crime crimes "
        "violent violence attack attacks attacked disease cancer virus vaccine vaccines hospital hospitals poverty poor health "
        "fraud corruption corrupt abuse abused flood floods fire fires earthquake terrorist terrorists hunger uninsured drugs",
    ),
    "cause": _sign(
        "gives a cause",
        "caused causes cause caused resulted",
        "because of|led to|due to|a result|responsible for|thanks to|leads to",
    ),
    "happened": _sign(
        "says what happened",
        "was were had has did met sent built created made took gave began won held became came left brought paid ran put set sold "
        "bought hired fired spent said told found went lost fell rose grew broke fought got saw shut cut been hit led struck wrote",
    ),
    "hedged": _sign("", "may might could perhaps possibly probably seem seems seemed apparently likely maybe suppose guess"),
    "first_person": _sign("", "i i'm i've i'd i'll me my mine myself"),
    "we": _sign("", "we we're we've we'd we'll us our ours ourselves"),
    "addressed": _sign("", "you your you're you've you'd you'll yours yourself let's", "let me|let us"),
    "future": _sign(
        "", "will shall we'll i'll they'll he'll she'll you'll it'll won't would wouldn't", "going to|plans to|intends to"
    ),
    "pledged": _sign(
        "",
        "promise pledge vow commit guarantee i'll we'll",
        "i will|we will|i'm going|we're going|i shall|we shall|am going|are going",
    ),
    "opinion": _sign(
        "",
        "think believe feel hope should shouldn't must ought want wants wanted important necessary good bad better best great terrible wrong right "
        "proud sure matters matter deserve deserves fair unfair beautiful wonderful strong ridiculous disaster need needs love "
        "tremendous fantastic shameful awful nice glad happy sad extremely disgrace horrible incredible",
        "need to|needs to|have to|has to",
    ),
    "negated": _sign(
        "",
        "not no don't didn't doesn't isn't wasn't aren't weren't can't cannot couldn't haven't hasn't hadn't nor neither without",
    ),
    "question": _sign("", "?"),
    "asks_first": _sign("", "what why how who when where which do does did is are can would will", start=True),
    "polite": _sign(
        "",
        "thank thanks hello hi welcome congratulations goodbye okay ok well yes please sorry",
        "good evening|good morning|good afternoon|good night|god bless|thank you",
        start=True,
    ),
    "bids": _sign(
        "",
        "let let's please imagine consider remember look listen vote join don't make note read see visit call contact ignore try tell "
        "give take go come stop ask keep",
        start=True,
    ),
    "joins_on": _sign("", "and but so because or now then that this it these those", start=True),
    "third_person": _sign("", "he she they his her their him them he's she's they're"),
    "present": _sign("", "is are has have gets pays costs makes takes spends gives owns ranks imports employs"),
    "proportion": _sign(
        "gives a proportion",
        "",
        "out of|one in|one of|half of|most of|all of|third of|percent of|% of|number of|per capita|a year|per year|a day|a month",
    ),
    "approximate": _sign(
        "", "about nearly almost approximately roughly around some over under", "more than|less than|at least|up to"
    ),
    "quoted": _sign("", '" “ ”'),
    "exclaims": _sign("", "!"),
    "broken_off": _sign("", "... … --"),
    "comparative": _sign(
        "",
        "more less fewer greater higher lower larger smaller bigger faster slower worse better older younger longer cheaper stronger weaker richer poorer",
    ),
    "than": _sign("", "than"),
    "oneself": _sign("", "i we i'll we'll i'm we're"),
    "tiny": _sign(),
    "short": _sign(),
    "middling": _sign(),
    "long": _sign(),
    "very_long": _sign(),
}
WORDING = "wording"  # no sign, but the words themselves
WORDS: Mapping[str, str] = {
    **{code: sign.says for code, sign in SIGNS.items() if sign.says},
    WORDING: "words that checked claims often use",
}

ALIKE = (("names", "name", "acronym"), ("figures", "figure"))  # said once, by the first that shows

PLACE: dict[str, int] = {code: at for at, code in enumerate(SIGNS)}
YEAR = re.compile(r"(?:1[5-9]|20)\d\d(?:s|'s)?")
PAST = re.compile(r"[a-z]{2,}[^e\W]ed")
NOT_PAST = frozenset("united need indeed hundred speed feed seed breed concerned supposed committed".split())


def bit(code: str) -> int:
    """Return the bit that stands for a sign."""
    return 1 << PLACE[code]
