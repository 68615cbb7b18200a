"""
Who has been named so far in a text, and whom "she", "it", "the minister" or "the company" means after that.

Never here: a guess; where several fit, nobody is meant.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from checker.extract.offline.forenames import GENDERED_TITLES, HER, HIS
from checker.extract.offline.names import (
    as_role,
    bare,
    content_words,
    full_names,
    is_anonymous,
    is_body,
    is_epithet,
    is_generic,
    is_group,
    is_pronoun,
    role_words,
    split_role,
    title_words,
)

_SUBJECT_FORM = {"his": "he", "her": "she"}
_FAMILY = 20  # more of one surname cannot be told apart by it
_RECENT = 2
_STALE = 4  # sentences after which "she" is nobody in particular
_COMPANY = re.compile(
    r"\b(?:[A-Z][\w&'’-]{0,40},? ){1,4}(?:Inc|Corp|Ltd|plc|PLC|Co|AG|GmbH|LLC|Group|Holdings|Foods|Motors|Airlines|Airways|Energy|Pipelines"
    r"|Pharma|Systems|Technologies|Partners|Industries|Brands|Media)\b"
)
_THE_COMPANY = re.compile(r"[Tt]he (?:[\w’'-]+ )*(?:company|firm|group|\w*maker|retailer|airline|developer)$")
_OF_ANOTHER = (" at", " by", " by the", " from", " with")  # "analysts at X": X is not who speaks
_LED_IN = re.compile(r"\W*(?:In|With|After|Before|During|For|On|At|By|Since|Like|Unlike|Despite)\b[^,.]{0,80}, ")
_FIRST = re.compile(r"\W*(?:Mr|Mrs|Ms|Dr)?\.? ?(?P<name>[^\W\d_a-z][\w'’-]+)(?=,? [a-z0-9])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A claimant after looking up; `looked_up` when the words themselves are a pronoun or a bare title."""

    name: str | None
    role: str | None = None
    looked_up: bool = False


@dataclass(frozen=True, slots=True)
class _Latest:
    """Who was named last, of one kind, and in which sentence."""

    names: tuple[str, ...] = ()
    at: int = 0


class People:
    """Who has been named so far; reads a text from its first sentence to its last."""

    def __init__(self, text: str) -> None:
        self._by_last: dict[str, set[str]] = {}
        self._roles: dict[str, str] = {}
        self._titled_so: defaultdict[str, set[str]] = defaultdict(set)  # by a word of their roles
        self._pronoun: dict[str, str] = {}
        self._now = 0
        self._reported = False  # the sentence before gave somebody's words, in which "he" may be somebody else
        self._person, self._body, self._group = _Latest(), _Latest(), _Latest()
        found_names = list(full_names(text))
        for name, role in found_names:
            if " " in name:
                self._by_last.setdefault(name.rsplit(maxsplit=1)[-1], set()).add(name)
                self._learn(name, role if role and title_words(role) else None)
        self._known = _coming_back(text, Counter(name for name, _ in found_names if " " in name))
        self._titles = {surname: GENDERED_TITLES[title] for title, surname in _TITLED.findall(text)}
        self._told = _one_gender(text)
        self._subject: str | None = None  # whom the sentence before is about, if it reports nobody's words
        self._companies = {found.group() for found in _COMPANY.finditer(text)}

    def _learn(self, name: str, role: str | None) -> None:
        if role:
            known = self._roles.get(name, "")
            self._roles[name] = role if len(role) > len(known) else known
            for word in role_words(role):
                self._titled_so[word].add(name)

    def meant(self, pronoun: str) -> str | None:
        """Return whom "he", "she", "his" or "her" means at the beginning of the next sentence, where title or forename tell it too."""
        if self._reported or self._now - self._person.at >= _RECENT or len(self._person.names) != 1:
            return None
        name = self._person.names[0]
        told = self._gender(name) or (self._told if name == self._subject else None)
        return name if told == _SUBJECT_FORM.get(pronoun, pronoun) else None

    def pass_by(self, plain: str, meant: str | None) -> None:
        """Take in a sentence that reports nobody's words, and is about somebody perhaps."""
        self._now, self._reported = self._now + 1, False
        named = {name for name, _ in full_names(plain) if name in self._roles or name in self._known} | self._by_surname(plain)
        first = _FIRST.match(plain)
        whole = self._full(first["name"]) if first else None
        named |= {whole} if whole else set()
        if first and is_group(first["name"].lower()):
            self._group = _Latest((first["name"].lower(),), self._now)
        named |= {meant} if meant else set()
        led_in = _LED_IN.match(plain)
        self._subject = meant or whole or _begun_with(plain[led_in.end() if led_in else 0 :], named)
        if named:
            self._person = _Latest(tuple(sorted(named)), self._now)

    def _by_surname(self, plain: str) -> set[str]:
        known = (self._full(word) for word in set(_WORD.findall(plain)) if word in self._by_last)
        return {name for name in known if name in self._known}

    def named(self, actor: str, role: str | None) -> Named:
        """Return the claimant whom these words name."""
        self._now, self._reported, self._subject = self._now + 1, True, None
        if is_pronoun(actor):
            return self._pronominal(actor.lower())
        name, before = split_role(actor)
        role = as_role(role)
        if not name and (name := self._full(actor)):
            before = bare(actor.removesuffix(name)) or None
            if before and before.endswith(_OF_ANOTHER):
                return self._literal(actor)
        if not name and role and split_role(role)[0] == role:
            name, before, role = role, bare(actor), None  # "The minister, Jane Doe, said"
        return self._someone(name, role or before) if name else self._titled(actor)

    def _full(self, words: str) -> str | None:
        """Return the one full name that these words end with, or that ends with these words."""
        known = self._by_last.get(words.rsplit(maxsplit=1)[-1], set())
        if len(known) > _FAMILY:
            return words if words in known else None
        fitting = {name for name in known if name.endswith(words) or words.endswith(f" {name}")}
        shortest = min(fitting, key=len, default=None)
        return shortest if all(name.endswith(shortest or "") for name in fitting) else None

    def _someone(self, name: str, role: str | None) -> Named:
        name = self._full(name) or name
        if is_body(name):
            return self._note_body(Named(name=name))
        self._learn(name, role)
        return self._note(Named(name=name, role=role or self._roles.get(name)))

    def _note(self, person: Named) -> Named:
        self._person = _Latest((person.name or "",), self._now)
        return person

    def _note_body(self, body: Named) -> Named:
        self._body, self._person = _Latest((body.name or "",), self._now), _Latest()
        return body

    def _one(self, latest: _Latest) -> str | None:
        """Return the only one who was named lately."""
        return latest.names[0] if len(latest.names) == 1 and self._now - latest.at <= _STALE else None

    def _titled(self, actor: str) -> Named:
        words, last = content_words(actor), self._one(self._person)
        known: Collection[str] = self._with_role(words) if title_words(actor) else ()
        if last and len(known) > 1 and last in known:
            known = (last,)
        if not known and last and (is_generic(actor) or is_epithet(actor)):
            known = (last,)
        if len(known) == 1:
            name = next(iter(known))
            return self._note(Named(name=name, role=self._roles.get(name), looked_up=True))
        body = self._meant_body(actor, words)
        if body is None and _THE_COMPANY.match(actor):
            return Named(name=None)
        return self._note_body(Named(name=body, looked_up=True)) if body else self._literal(actor)

    def _with_role(self, words: set[str]) -> Collection[str]:
        """Return everybody whose role holds all of these words."""
        first, *others = sorted((self._titled_so.get(word, set()) for word in words), key=len) or [set(self._roles)]
        return first.intersection(*others) if others else first

    def _meant_body(self, actor: str, words: set[str]) -> str | None:
        if _THE_COMPANY.match(actor) and len(self._companies) == 1:
            return next(iter(self._companies))
        body = self._one(self._body)
        return body if body and actor.lower().startswith("the ") and words and words <= content_words(body) else None

    def _literal(self, actor: str) -> Named:
        literal = actor[0].lower() + actor[1:] if actor.split(maxsplit=1)[0].lower() in ("the", "a", "an") else actor
        if is_body(actor):
            return self._note_body(Named(name=literal))
        if is_group(actor):
            self._group = _Latest((literal,), self._now)
        one = title_words(actor) and not is_anonymous(actor) and not is_group(actor)
        self._person = _Latest((literal,) if one else (), self._now)
        return Named(name=literal)

    def _pronominal(self, pronoun: str) -> Named:
        latest = {"it": self._body, "they": self._group}.get(pronoun)
        if latest is not None:
            return Named(name=self._one(latest), looked_up=self._one(latest) is not None)
        fitting = tuple(name for name in self._person.names if self._gender(name) in (None, pronoun))
        person = self._one(_Latest(fitting, self._person.at)) if pronoun in ("he", "she") else None
        if person is None:
            return Named(name=None)
        self._pronoun[person] = pronoun
        return self._note(Named(name=person, role=self._roles.get(person), looked_up=True))

    def _gender(self, name: str) -> str | None:
        """Return the pronoun that somebody was meant by before, or that the title or the forename tells."""
        first, last = name.split(maxsplit=1)[0].split("-", maxsplit=1)[0], name.rsplit(maxsplit=1)[-1]
        told = self._pronoun.get(name) or self._titles.get(last)
        return told or ("she" if first in HER else "he" if first in HIS else None)


_WORD = re.compile(r"[^\W\d_a-z][\w'’-]*")
_OWNED = re.compile(r"['’-]s?$")
_TITLED = re.compile(rf"\b({'|'.join(GENDERED_TITLES)})\.? (?:[A-Z][\w-]+ )?([A-Z][\w’'-]+)")


def _begun_with(words: str, names: Collection[str]) -> str | None:
    first = _WORD.match(words)
    return next(
        (name for name in sorted(names) if first and (words.startswith(name) or name.endswith(f" {first.group()}"))), None
    )


_HE, _SHE = re.compile(r"\b(?:he|his|him|himself)\b", re.IGNORECASE), re.compile(r"\b(?:she|her|hers|herself)\b", re.IGNORECASE)


def _one_gender(text: str) -> str | None:
    """Return the pronoun of everybody of whom a text speaks, None where it speaks of him and of her."""
    he, she = _HE.search(text) is not None, _SHE.search(text) is not None
    return None if he == she else "he" if he else "she"


def _coming_back(text: str, names: Counter[str]) -> set[str]:
    """Return those whose surname stands alone somewhere, as only that of a person does."""
    words = Counter(_OWNED.sub("", word) for word in _WORD.findall(text))
    return {name for name, times in names.items() if words[name.rsplit(maxsplit=1)[-1]] > times}
