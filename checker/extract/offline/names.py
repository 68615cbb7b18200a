"""
People and bodies as a news text names them: full names, roles, and who "she" or "the minister" was last.

Never here: reading verbs of saying; claimants.py does.
"""

import re
from collections.abc import Iterator


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# A name never goes on before one of these: "European Commission President | Ursula von der Leyen".
_ROLES = _words(
    "president vice-president chancellor minister ministers secretary secretary-general general premier governor mayor senator "
    "congressman congresswoman representative ambassador commissioner chairman chairwoman chair chief head director leader "
    "spokesman spokeswoman spokesperson official officials officer lawmaker lawmakers politician professor dr doctor mr mrs ms "
    "sir dame lord lady prince princess king queen pope captain colonel lieutenant sergeant admiral judge justice prosecutor "
    "attorney lawyer economist analyst analysts expert experts scientist scientists researcher researchers author editor "
    "journalist correspondent critic critics activist advocate campaigner founder ceo executive manager owner coach police "
    "candidate mp meps mep councillor deputy union resident witness witnesses source sources adviser advisor aide envoy "
    "negotiator diplomat diplomats commander coordinator member epidemiologist government opposition report study survey poll "
    "ministry agency company court department authorities statement data figures statistics document letter review analysis "
    "administration campaign party regulator watchdog bank charity sen rep gov prof gen lt col capt sgt cllr councilwoman councilman "
    "comptroller superintendent sheriff insider insiders resident residents neighbour neighbor landlady landlord driver farmers parent "
    "parents teacher teachers doctors nurse voters prosecutors inspectors regulators colleague customer passenger tenant student mother "
    "father daughter son wife husband brother sister mum dad institute council city operator firm maker carmaker automaker committee "
    "commission court army rebels rebel military navy lawyers aides predecessor successor counterpart co-author co-founder paramedic "
    "trainer counsel workers log spokespeople detective constable archbishop bishop secretaries mps senators scholars economists",
)
_BODIES = _words(
    "commission council parliament committee ministry department government agency office house senate congress court bank "
    "university institute association organisation organization union party times post journal guardian news agency board "
    "federation foundation group company corporation bureau service services force forces army navy centre center nations "
    "states kingdom republic street city county authority administration treasury reserve nato eu uk us un fund initiative",
)
_PARTICLES = _words("von van der den de del della di da du la le bin ibn al el ben ter ten dos das zu")
_NO_ACTOR = _words(
    "is was were are be been being am has have had do does did will would can could may might must should not that which who "
    "whom whose this these those there if when where what how why because than then as from by with into about after before "
    "during over under to on i you nobody everybody everyone someone anyone people some many few more most no all also it's percent per",
)
_NO_NAME = _words(
    "the a an this that these those on in at by for from to with and but or so as if it he she they we his her its their our my "
    "false recent unconfirmed conflicting early initial local media such similar official several various earlier "
    "former late new last next other another some many most all both each every one two three what when where who why how there "
    "here yes no not after before since while although however meanwhile today yesterday tomorrow monday tuesday wednesday "
    "thursday friday saturday sunday january february march april may june july august september october november december",
)
_PRONOUNS = _words("he she they it we")
_GENERIC = _words("official politician lawmaker leader")
_LINKS = _words("by from with to on about")  # inside "a report by…", "sources close to…"
_ANONYMOUS = re.compile(
    r"\b(?:sources?|insiders?|(?:person|people|officials?) (?:familiar|close|who)|anonymous|unnamed|anonymity|unidentified)\b"
    r"|(?:some |many |several |most |two |three )?(?:[a-z-]+ )?(?:officials|experts|critics|analysts|diplomats|lawmakers|witnesses)$",
    re.IGNORECASE,
)
_STUDY = re.compile(
    r"\b(?:report|study|survey|poll|data|figures|statistics|analysis|paper|document|documents|letter|memo|review|census|research"
    r"|audit|statement|filings?|database|emails?|log|memos|minutes|transcript|fact check|index|estimates?|records|website|findings)\b",
)
# A full stop ends a sentence, not a word of a name: "behind the Iron Curtain. We…"
_FIRST = (
    r"(?:(?:Sen|Rep|Gov|Dr|Mr|Mrs|Ms|Prof|Gen|Lt|Col|Capt|Sgt|St|Maj|Hon|Rev|[A-Z](?:\.[A-Z]){0,3})\.|[^\W\d_a-z][\w'’-]{0,40})"
)
_BETWEEN = r"(?:(?:von|van|der|den|de|del|della|di|da|du|la|le|bin|al|el|ben|ter)[ ]|[A-Z]\.[ ]){0,3}"
_FULL = re.compile(rf"\b{_FIRST}(?:[ ]{_BETWEEN}[^\W\d_a-z][\w'’-]{{1,40}}){{1,5}}")
_EPITHET = re.compile(r"\b(?:\w+-of-\w+|\d+-year-old|pensioner|grandmother|grandfather)$", re.IGNORECASE)
_COLLECTIVE = _BODIES | _words(
    "police opposition authorities administration campaign party regulator watchdog charity firm maker carmaker automaker military "
    "rebels operator city inc corp ltd plc co holdings foods motors airlines airways energy pipelines pharma systems technologies "
    "partners industries brands media"
)
_NEGATED = ("n't", "n’t")
_OWNER = ("'s", "’s")
_SEAT = re.compile(r"[A-Z]{1,3}-[A-Z]\w*\.?(?: [A-Z]\w+)*")  # "D-Harrisville": a party and a place
_NUMBER_TEN = re.compile(r"(?:a |the )?no\.? 10\b", re.IGNORECASE)
_IMPOSTOR = _words(
    "fake bogus impostor imposter impersonator parody deepfake fabricated alleged purported supposed so-called self-styled lookalike"
)
_LONGEST = 12  # words of an actor


def is_actor(words: str) -> bool:
    """Tell whether these words can be somebody who says something."""
    parts = words.split()
    lower = [part.lower() for part in parts]
    if lower in (["he"], ["she"], ["they"], ["it"], ["we"]):
        return True
    barred = (_NO_ACTOR | _PRONOUNS) - (_LINKS if is_study(words) or is_anonymous(words) else set())
    barred -= {"no"} if _NUMBER_TEN.match(words) else set()
    if not 1 <= len(parts) <= _LONGEST or not barred.isdisjoint(lower) or any(low.endswith(_NEGATED) for low in lower):
        return False
    if lower[-1].endswith(_OWNER):
        return False
    named = any(part[0].isupper() and low not in _NO_NAME for part, low in zip(parts, lower, strict=True))
    speaks = (
        named or not _ROLES.isdisjoint(lower) or is_study(words) or is_epithet(words) or (lower[0] == "the" and is_body(words))
    )
    return (
        speaks
        and _IMPOSTOR.isdisjoint(lower)
        and lower[-1] not in ("of", "the", "for", "in", "and", "at", "a", "an", "but", "then", "or")
    )


def is_full_name(words: str) -> bool:
    """Tell whether these words are a forename and a surname, and nothing else."""
    return " " in words and split_role(words)[0] == words and _FULL.fullmatch(words) is not None


def is_epithet(words: str) -> bool:
    """Tell whether somebody named before is meant: "the 34-year-old"."""
    return _EPITHET.search(words) is not None


def is_body(words: str) -> bool:
    """Tell whether a body speaks, not a person: "the army", "Valmora Foods"."""
    return words.rsplit(maxsplit=1)[-1].lower().strip(".,") in _COLLECTIVE


def is_group(words: str) -> bool:
    """Tell whether several people without names speak: "researchers"."""
    last = words.rsplit(maxsplit=1)[-1]
    return last.islower() and last.endswith("s") and last in _ROLES and not is_study(words)


def is_pronoun(words: str) -> bool:
    """Tell whether a claimant is named by a pronoun only."""
    return words.lower() in _PRONOUNS


def title_words(words: str) -> set[str]:
    """Return the words of a description that name an office or a trade."""
    return _content(words) & _ROLES


def is_generic(words: str) -> bool:
    """Tell whether a description fits any politician: "the lawmaker"."""
    return words.lower().startswith("the ") and _content(words) <= _GENERIC


def full_names(text: str) -> Iterator[tuple[str, str | None]]:
    """Yield each name with a role that stands before it."""
    for found in _FULL.finditer(text):
        name, role = split_role(found.group())
        if name:
            yield name, role


def as_role(words: str | None) -> str | None:
    """Return a description as a role; None where it cannot be one: an age, a party and a state."""
    parts = words.split() if words else []
    if _SEAT.fullmatch(words or ""):
        return None
    fits = parts and not any(part.isdigit() for part in parts) and _NO_ACTOR.isdisjoint(part.lower() for part in parts)
    return _bare(" ".join(parts)) or None if fits else None


def content_words(actor: str) -> set[str]:
    """Return the words of a description that tell whom it means."""
    return _content(actor)


def _content(actor: str) -> set[str]:
    return {word.lower().strip(".,") for word in actor.split()} - {"the", "of", "a", "an", "for", "former", "current"}


def role_words(role: str) -> set[str]:
    """Return the words by which a role is spoken of, its initials among them."""
    words = _content(role)
    capitals = [word for word in role.split() if word[0].isupper() and word.lower() not in _ROLES - _BODIES]
    return words | ({"".join(word[0] for word in capitals).lower()} if len(capitals) > 1 else set())


def bare(words: str) -> str:
    """Return a description without its article and what ends it."""
    return _bare(words)


def is_anonymous(actor: str) -> bool:
    """Tell whether nobody in particular is meant: "sources close to…", "experts"."""
    return _ANONYMOUS.search(actor) is not None and not re.search(r"\b(?!The\b)[A-Z]\w+ [A-Z]", actor)


def is_study(actor: str) -> bool:
    """Tell whether a paper speaks, not a person."""
    return _STUDY.search(actor) is not None


def split_role(actor: str) -> tuple[str | None, str | None]:
    """Return name and role of "the President of the Commission Jane Doe"; no name where there is only a title or a body."""
    parts = actor.split()
    low = [part.lower().rstrip(".,") for part in parts]
    at = max((number for number, word in enumerate(low) if word in _ROLES or word in _BODIES), default=-1)
    tail, head = parts[at + 1 :], " ".join(parts[: at + 1])
    named = tail and all(part[0].isupper() or part in _PARTICLES for part in tail) and tail[-1][0].isupper()
    if not named or (at < 0 and low[0] in _NO_NAME):
        return None, None
    return " ".join(tail), _bare(head) or None


def _bare(role: str) -> str:
    return re.sub(r"^(?:the|an?|her|his|its|their|my|our)\s+|^(?:dr|mr|mrs|ms|sir)\.?$", "", role, flags=re.IGNORECASE).strip(
        " ,."
    )
