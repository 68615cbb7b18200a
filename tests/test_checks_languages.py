import pytest

from checker.checks import Reference, Stated
from checker.checks.cue_words import CUES
from checker.checks.cues import cues
from checker.checks.languages import language_of
from checker.checks.numerals import NUMERALS
from checker.checks.wording import folded, tokens
from checker.model import Span
from checker.words import Attribution

TEXTS = {
    "de": (
        "Bundeskanzler Olaf Scholz sagte am Montag, die Regierung habe rund 1,2 Millionen Wohnungen gebaut. "
        "Die Zahl der Arbeitslosen ist nicht gestiegen. Im Jahr 2023 sank sie um 3,5 Prozent auf 2.500."
    ),
    "fr": (
        "Le ministre Jean Dupont a déclaré mardi que la France a créé environ 45 000 emplois en 2023. "
        "Dans la région, le chômage n'a pas augmenté. L'Ukraine a reçu quatre-vingt-dix chars."
    ),
    "es": (
        "El presidente Pedro Sánchez dijo que el paro no ha subido. Según el INE, unos 30.000 jóvenes trabajan. "
        "España tiene treinta y cinco hospitales."
    ),
    "it": (
        "Il ministro Mario Rossi ha detto che l'Italia non ha ricevuto i fondi. Secondo l'Istat, circa 40 mila giovani lavorano. "
        "La città ha trentacinque scuole nel 2021."
    ),
    "pt": (
        "O ministro João Silva disse que o desemprego não aumentou. Segundo o IBGE, cerca de 2,5 milhões de pessoas trabalham. "
        "O país tem vinte e cinco portos."
    ),
    "pl": (
        "Minister Jan Kowalski powiedział, że bezrobocie nie wzrosło. Według GUS około 45 tys. osób pracuje. "
        "Premier Donald Tusk był w Warszawie. W kraju jest dwadzieścia pięć szpitali."
    ),
    "uk": (
        "Президент Володимир Зеленський сказав, що Україна не отримала допомогу. За даними ООН, близько 5 млн людей виїхали з України. "
        "Зустріч із Дональдом Трампом відбулася у Києві."
    ),
    "ru": (
        "Президент Владимир Путин заявил, что в 2023 году страна не получила помощь. "
        "По данным ООН, около 5 млн человек уехали из Украины."
    ),
    "zh": "他说今天台北下雨，共45人受伤，损失3万元。",
    "ar": "قال الوزير أحمد إن ٤٥ شخصا أصيبوا في القاهرة.",
    "tr": "Cumhurbaşkanı Recep Tayyip Erdoğan, Türkiye'nin 2023 yılında 1.200 okul yaptığını söyledi. Bu bir rekor ve çok önemli.",
    "hu": "Orbán Viktor miniszterelnök szerint a kormány 5 millió forintot adott Budapestnek.",
}

SAME = [
    ("de", "Die Zahl der Arbeitslosen ist nicht gestiegen", "Die Zahl der Arbeitslosen ist nicht gestiegen"),
    ("de", "Die Regierung hat rund 1.200.000 Wohnungen gebaut", "die Regierung habe rund 1,2 Millionen Wohnungen gebaut"),
    ("de", "[Die Zahl der Arbeitslosen] sank um 3,5 Prozent", "sank sie um 3,5 Prozent"),
    ("de", "Die Absenkung der Arbeitslosenzahl betrug 3,5 Prozent", "sank sie um 3,5 Prozent"),
    ("fr", "la France a créé environ 45 000 emplois", "la France a créé environ 45 000 emplois"),
    ("fr", "L'Ukraine a reçu 90 chars", "L'Ukraine a reçu quatre-vingt-dix chars"),
    ("es", "España tiene 35 hospitales", "España tiene treinta y cinco hospitales"),
    ("it", "La città ha 35 scuole", "La città ha trentacinque scuole"),
    ("pt", "O país tem 25 portos", "O país tem vinte e cinco portos"),
    ("pl", "W kraju jest 25 szpitali", "W kraju jest dwadzieścia pięć szpitali"),
    ("pl", "Wizyta Donalda Tuska w Warszawie", "Premier Donald Tusk był w Warszawie"),
    ("uk", "Близько 5 мільйонів людей виїхали з України", "близько 5 млн людей виїхали з України"),
    ("uk", "Зустріч Зеленського і Дональда Трампа біля Києва", "Зустріч із Дональдом Трампом відбулася у Києві"),
    ("ru", "Владимира Путина видели в 2023 году", "Президент Владимир Путин заявил"),
    ("ru", "5 млн человек уехали", "около 5 млн человек уехали"),
    ("zh", "损失30,000元", "损失3万元"),
    ("zh", "没有45人受伤", "共45人受伤"),
    ("ar", "45 شخصا أصيبوا", "٤٥ شخصا أصيبوا"),
    ("tr", "Erdoğan'ın açıklaması: Türkiye 1200 okul yaptı", "Türkiye'nin 2023 yılında 1.200 okul yaptığını"),
    ("hu", "Orbán Viktornak Budapest 5 millió forintot adott", "a kormány 5 millió forintot adott Budapestnek"),
]
CHANGED = [
    ("de", "Die Zahl der Arbeitslosen ist gestiegen", "Die Zahl der Arbeitslosen ist nicht gestiegen", "negation"),
    ("de", "Die Regierung hat 1.200.000 Wohnungen gebaut", "die Regierung habe rund 1,2 Millionen Wohnungen gebaut", "hedges"),
    ("de", "Die Zahl der Arbeitslosen sank um 3,6 Prozent", "sank sie um 3,5 Prozent", "numbers"),
    ("de", "Sie ist nicht gestiegen", "Die Zahl der Arbeitslosen ist nicht gestiegen", "standing_alone"),
    ("de", "Friedrich Merz habe Wohnungen gebaut", "die Regierung habe rund 1,2 Millionen Wohnungen gebaut", "names"),
    ("fr", "la France a créé 45 000 emplois", "la France a créé environ 45 000 emplois", "hedges"),
    ("fr", "Le chômage a augmenté", "le chômage n'a pas augmenté", "negation"),
    ("fr", "Le chômage n'a pas augmenté hier", "le chômage n'a pas augmenté", "standing_alone"),
    ("fr", "Le chômage n'a pas augmenté dans l'OTAN", "le chômage n'a pas augmenté", "names"),
    ("es", "El paro ha subido", "el paro no ha subido", "negation"),
    ("es", "30.000 jóvenes trabajan en España", "unos 30.000 jóvenes trabajan", "hedges"),
    ("es", "El paro no ha subido en México", "el paro no ha subido", "names"),
    ("it", "L'Italia ha ricevuto i fondi", "l'Italia non ha ricevuto i fondi", "negation"),
    ("it", "40.000 giovani lavorano", "circa 40 mila giovani lavorano", "hedges"),
    ("pt", "O desemprego aumentou", "o desemprego não aumentou", "negation"),
    ("pt", "2.500.000 de pessoas trabalham", "cerca de 2,5 milhões de pessoas trabalham", "hedges"),
    ("pl", "Bezrobocie wzrosło", "bezrobocie nie wzrosło", "negation"),
    ("pl", "45 000 osób pracuje", "około 45 tys. osób pracuje", "hedges"),
    ("pl", "Premier Donald Trump był w Warszawie", "Premier Donald Tusk był w Warszawie", "names"),
    ("uk", "Україна отримала допомогу", "Україна не отримала допомогу", "negation"),
    ("uk", "5 мільйонів людей виїхали з України", "близько 5 млн людей виїхали з України", "hedges"),
    ("uk", "Президент України зустрів Макрона", "Зустріч із Дональдом Трампом відбулася у Києві", "names"),
    ("de", "Der Bürgermeister hat jedes Krankenhaus geschlossen", "Die Zahl der Arbeitslosen ist nicht gestiegen", "wording"),
    ("zh", "共46人受伤", "共45人受伤", "numbers"),
    ("ar", "٤٦ شخصا أصيبوا", "٤٥ شخصا أصيبوا", "numbers"),
]
REPORTED = [
    ("de", "die Regierung habe rund 1,2 Millionen Wohnungen gebaut"),
    ("fr", "la France a créé environ 45 000 emplois"),
    ("es", "unos 30.000 jóvenes trabajan"),
    ("it", "circa 40 mila giovani lavorano"),
    ("pt", "o desemprego não aumentou"),
    ("pl", "około 45 tys. osób pracuje"),
    ("uk", "близько 5 млн людей виїхали з України"),
]
OWN = [
    ("de", "Die Zahl der Arbeitslosen ist nicht gestiegen"),
    ("fr", "L'Ukraine a reçu quatre-vingt-dix chars"),
    ("es", "España tiene treinta y cinco hospitales"),
    ("it", "La città ha trentacinque scuole"),
    ("pl", "Premier Donald Tusk był w Warszawie"),
    ("uk", "Зустріч із Дональдом Трампом відбулася у Києві"),
]


def failed(language: str, claim: str, quote: str, claimant: str | None = "somebody") -> tuple[str, ...]:
    text = TEXTS[language]
    voice = Attribution.INDIRECT_QUOTE if claimant else Attribution.AUTHOR_VOICE
    span = Span(text.index(quote), text.index(quote) + len(quote))
    stated = Stated(claim=claim, quote=quote, span=span, beside=text, claimant=claimant, attribution=voice)
    return Reference(text).held(stated).failed


def made(reference: Reference, claim: str) -> tuple[str, ...]:
    stated = Stated(claim=claim, quote=claim, span=None, beside="", attribution=Attribution.AUTHOR_VOICE)
    return reference.held(stated).made


@pytest.mark.parametrize(("language", "claim", "quote"), SAME)
def test_a_claim_that_says_the_same_raises_no_alarm_in_any_language(language: str, claim: str, quote: str) -> None:
    assert failed(language, claim, quote) == ()


@pytest.mark.parametrize(("language", "claim", "quote", "check"), CHANGED)
def test_a_change_is_seen_in_languages_with_cues(language: str, claim: str, quote: str, check: str) -> None:
    assert failed(language, claim, quote) == (check,)


@pytest.mark.parametrize(("language", "quote"), REPORTED)
def test_reported_words_are_known_in_languages_with_cues(language: str, quote: str) -> None:
    assert failed(language, quote, quote, None) == ("attribution",)


@pytest.mark.parametrize(("language", "quote"), OWN)
def test_the_authors_own_words_are_known_in_languages_with_cues(language: str, quote: str) -> None:
    assert failed(language, quote, quote, None) == ()


def test_a_language_without_cues_is_not_said_to_have_been_checked_for_them() -> None:
    assert made(Reference(TEXTS["ru"]), "Владимира Путина видели в 2023 году") == ("numbers", "wording", "names", "attribution")
    assert made(Reference(TEXTS["zh"]), "共45人受伤") == ("numbers", "attribution")


def test_names_are_not_compared_between_languages_but_numbers_and_negations_are() -> None:
    reference = Reference(TEXTS["de"])
    claim = "The number of the unemployed in Germany has not risen to more than 2,500"
    quote = "Die Zahl der Arbeitslosen ist nicht gestiegen"
    assert "names" not in made(reference, claim)
    for words, flags in {
        claim: (),
        claim.replace("has not", "has"): ("negation",),
        claim.replace("2,5", "2,6"): ("numbers",),
    }.items():
        stated = Stated(claim=words, quote=quote, span=None, beside=TEXTS["de"], attribution=Attribution.AUTHOR_VOICE)
        assert reference.held(stated).failed == flags


@pytest.mark.parametrize("language", ["de", "fr", "es", "it", "pt", "pl", "uk", "ru", "tr"])
def test_a_text_tells_its_language_whatever_it_is_said_to_be(language: str) -> None:
    assert Reference(TEXTS[language], language="en").language == language


def test_a_text_that_does_not_tell_is_in_the_language_that_it_is_said_to_be_in() -> None:
    assert language_of(tokens("ok"), "fr") == "fr"
    assert Reference("Taxes up", language="en-GB").language == "en"
    assert Reference("Taxes up").language == ""


@pytest.mark.parametrize("language", CUES)
def test_every_language_with_cues_has_numerals_and_finds_each_of_its_cues(language: str) -> None:
    assert language in NUMERALS
    row = CUES[language]
    for phrase in (*row.negation, *row.nearly, *row.hearsay, *row.pointers, *row.according):
        assert cues(tokens(folded(f"xx {phrase} xx")), language), phrase
