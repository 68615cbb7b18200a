"""
People and bodies as a news text names them: full names, roles, and who "she" or "the minister" was last.

Never here: reading verbs of saying; claimants.py does.
"""

import re
from dataclasses import dataclass


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
    "during over under to on i you nobody everybody everyone someone anyone people some many few more most no one all also it's",
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
_FULL = re.compile(
    r"\b[^\W\d_a-z][\w'’.-]*(?:[ ](?:(?:von|van|der|den|de|del|della|di|da|du|la|le|bin|al|el|ben|ter)[ ]){0,3}[^\W\d_a-z][\w'’-]+){1,5}",
)
_LONGEST = 12  # words of an actor
_STALE = 4  # sentences after which "she" is nobody in particular


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A claimant after looking up; `looked_up` when the words themselves are a pronoun or a bare title."""

    name: str | None
    role: str | None = None
    looked_up: bool = False


def is_actor(words: str) -> bool:
    """Tell whether these words can be somebody who says something."""
    parts = words.split()
    lower = [part.lower() for part in parts]
    if lower in (["he"], ["she"], ["they"], ["it"], ["we"]):
        return True
    barred = (_NO_ACTOR | _PRONOUNS) - (_LINKS if is_study(words) or is_anonymous(words) else set())
    if not 1 <= len(parts) <= _LONGEST or not barred.isdisjoint(lower):
        return False
    named = any(part[0].isupper() and low not in _NO_NAME for part, low in zip(parts, lower, strict=True))
    speaks = named or not _ROLES.isdisjoint(lower) or is_study(words)
    return speaks and lower[-1] not in ("of", "the", "for", "in", "and", "at", "a", "an", "but", "then", "or")


def is_full_name(words: str) -> bool:
    """Tell whether these words are a forename and a surname, and nothing else."""
    return " " in words and split_role(words)[0] == words and _FULL.fullmatch(words) is not None


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
    return re.sub(r"^(?:the|an?)\s+|^(?:dr|mr|mrs|ms|sir)\.?$", "", role, flags=re.IGNORECASE).strip(" ,.")


class People:
    """Who has been named so far; reads a text from its first sentence to its last."""

    def __init__(self, text: str) -> None:
        self._by_last: dict[str, set[str]] = {}
        self._roles: dict[str, str] = {}
        self._role_words: dict[str, set[str]] = {}
        self._pronoun: dict[str, str] = {}
        self._last: str | None = None
        self._age = 0
        for found in _FULL.finditer(text):
            name, role = split_role(found.group())
            if name and " " in name:
                self._by_last.setdefault(name.rsplit(maxsplit=1)[-1], set()).add(name)
                self._learn(name, role)

    def _learn(self, name: str, role: str | None) -> None:
        if role:
            known = self._roles.get(name, "")
            self._roles[name] = role if len(role) > len(known) else known
            self._role_words.setdefault(name, set()).update(_role_words(role))

    def pass_by(self, plain: str) -> None:
        """Take in a sentence that reports nobody's words."""
        self._age += 1
        named = {name for found in _FULL.finditer(plain) if (name := split_role(found.group())[0]) in self._roles}
        if named:
            self._last, self._age = (named.pop() if len(named) == 1 else None), 0

    def named(self, actor: str, role: str | None) -> Named:
        """Return the claimant whom these words name."""
        if actor.lower() in _PRONOUNS:
            return self._pronominal(actor.lower())
        name, before = split_role(actor)
        role = _role(role)
        if not name and (name := self._full(actor)):
            before = _bare(actor.removesuffix(name)) or None
        if not name and role and split_role(role)[0] == role:
            name, before, role = role, _bare(actor), None  # "The minister, Jane Doe, said"
        return self._person(name, role or before) if name else self._titled(actor)

    def _full(self, words: str) -> str | None:
        """Return the one full name that these words end with, or that ends with these words."""
        known = self._by_last.get(words.rsplit(maxsplit=1)[-1], set())
        fitting = {name for name in known if name.endswith(words) or words.endswith(f" {name}")}
        shortest = min(fitting, key=len, default=None)
        return shortest if all(name.endswith(shortest or "") for name in fitting) else None

    def _person(self, name: str, role: str | None) -> Named:
        name = self._full(name) or name
        self._learn(name, role)
        self._last, self._age = name, 0
        return Named(name=name, role=role or self._roles.get(name))

    def _titled(self, actor: str) -> Named:
        words = _content(actor)
        known = [name for name, role in self._role_words.items() if words <= role and words & _ROLES]
        if len(known) > 1 and self._last in known:
            known = [self._last]
        if not known and words <= _GENERIC and actor.lower().startswith("the ") and self._last and self._age < _STALE:
            known = [self._last]
        if len(known) == 1:
            self._last, self._age = known[0], 0
            return Named(name=known[0], role=self._roles.get(known[0]), looked_up=True)
        literal = actor[0].lower() + actor[1:] if actor.split(maxsplit=1)[0].lower() in ("the", "a", "an") else actor
        self._last, self._age = (literal if words & _ROLES and not is_anonymous(actor) else None), 0
        return Named(name=literal)

    def _pronominal(self, pronoun: str) -> Named:
        person, self._age = self._last if self._age < _STALE else None, self._age + 1
        if person is None or pronoun not in ("he", "she") or self._pronoun.setdefault(person, pronoun) != pronoun:
            return Named(name=None)
        self._age = 0
        return Named(name=person, role=self._roles.get(person), looked_up=True)


def _role(role: str | None) -> str | None:
    words = role.split() if role else []
    fits = words and not any(word.isdigit() for word in words) and _NO_ACTOR.isdisjoint(word.lower() for word in words)
    return _bare(" ".join(words)) or None if fits else None


def _content(actor: str) -> set[str]:
    return {word.lower().strip(".,") for word in actor.split()} - {"the", "of", "a", "an", "for", "former", "current"}


def _role_words(role: str) -> set[str]:
    words = _content(role)
    capitals = [word for word in role.split() if word[0].isupper() and word.lower() not in _ROLES]
    return words | ({"".join(word[0] for word in capitals).lower()} if len(capitals) > 1 else set())
