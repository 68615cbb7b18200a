"""
How each language writes its numbers in words: tables.

Never here: reading a text.
"""

from collections.abc import Mapping
from dataclasses import dataclass


def _counted(listed: str, start: int = 0, step: int = 1) -> dict[str, int]:
    """Number the words of a list; forms of one number are parted by a slash."""
    return {form: start + step * at for at, forms in enumerate(listed.split()) for form in forms.split("/")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Numerals:
    """How one language writes its numbers in words."""

    words: Mapping[str, int]
    magnitudes: Mapping[str, int]
    hints: Mapping[str, float]  # what also counts as this number, but is used for other things as well
    links: frozenset[str]  # "and", within a number
    ones: frozenset[str]  # before a magnitude, "a million"


def _magnitudes(hundred: str, thousand: str, million: str, billion: str, trillion: str) -> dict[str, int]:
    powers = {2: hundred, 3: thousand, 6: million, 9: billion, 12: trillion}
    return {word: 10**power for power, listed in powers.items() for word in listed.split()}


_EN = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_DE = "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn"
_DE_ONES = "ein zwei drei vier fünf sechs sieben acht neun"
_DE_TENS = "zwanzig dreissig vierzig fünfzig sechzig siebzig achtzig neunzig"
_IT_TENS = "venti trenta quaranta cinquanta sessanta settanta ottanta novanta"
_IT_ONES = "uno due tre/tré quattro cinque sei sette otto nove"
_ES_VEINTI = (
    "veintiuno/veintiún/veintiuna veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve"
)


def _german() -> dict[str, int]:
    ones, tens = _counted(_DE_ONES, 1), _counted(_DE_TENS, 20, 10)
    joined = {f"{one}und{ten}": value + units for ten, value in tens.items() for one, units in ones.items()}
    return {**_counted(_DE), **tens, **joined}


def _italian() -> dict[str, int]:
    ones, tens = _counted(_IT_ONES, 1), _counted(_IT_TENS, 20, 10)
    joined = {
        (ten[:-1] if one[0] in "uo" else ten) + one: value + units for ten, value in tens.items() for one, units in ones.items()
    }
    small = "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette"
    return {**_counted(f"{small} diciotto diciannove"), **tens, **joined}


NUMERALS: dict[str, Numerals] = {
    "en": Numerals(
        words={**_counted(_EN), **_counted("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10)},
        magnitudes={**_magnitudes("hundred", "thousand k", "million mn m mio", "billion bn b", "trillion tn"), "dozen": 12},
        hints={
            **_counted("no/none one/once/first/single/sole/only second/twice/double/both/couple/pair/twin third/thrice/triple"),
            **_counted("fourth/quadruple fifth sixth seventh eighth ninth tenth/decade/decades eleventh twelfth", 4),
            "half": 50,
            "halves": 50,
            "quarter": 25,
            "quarters": 75,
            "century": 100,
            "all": 100,
        },
        links=frozenset({"and"}),
        ones=frozenset({"a", "an", "one"}),
    ),
    "de": Numerals(
        words=_german(),
        magnitudes={
            **_magnitudes("hundert", "tausend tsd", "million millionen mio", "milliarde milliarden mrd", "billion billionen"),
            "dutzend": 12,
        },
        hints={"ein": 1, "eine": 1, "einen": 1, "einem": 1, "einer": 1, "beide": 2, "doppelt": 2, "zweite": 2, "dritte": 3}
        | {"halb": 50, "halbe": 50, "hälfte": 50, "viertel": 25, "drittel": 33, "erste": 1, "ersten": 1, "zweiten": 2},
        links=frozenset({"und"}),
        ones=frozenset({"ein", "eine", "einer", "einem"}),
    ),
    "fr": Numerals(
        words={
            **_counted("zéro un/une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"),
            **_counted("vingt trente quarante cinquante soixante", 20, 10),
            **_counted("septante huitante/octante nonante", 70, 10),
        },
        magnitudes={
            **_magnitudes("cent cents", "mille", "million millions", "milliard milliards", "billion billions"),
            "douzaine": 12,
        },
        hints={"un": 1, "une": 1, "premier": 1, "première": 1, "deuxième": 2, "second": 2, "double": 2, "troisième": 3}
        | {"moitié": 50, "demi": 50, "tiers": 33, "quart": 25, "siècle": 100},
        links=frozenset({"et"}),
        ones=frozenset({"un", "une"}),
    ),
    "es": Numerals(
        words={
            **_counted(
                "cero uno/un/una dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis"
            ),
            **_counted("diecisiete dieciocho diecinueve", 17),
            **_counted("veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa", 20, 10),
            **_counted(_ES_VEINTI, 21),
            **_counted(
                "cien/ciento doscientos/doscientas trescientos/trescientas cuatrocientos quinientos seiscientos setecientos ochocientos novecientos",
                100,
                100,
            ),
        },
        magnitudes={**_magnitudes("", "mil", "millón millones", "millardo millardos", "billón billones"), "docena": 12},
        hints={"un": 1, "una": 1, "primer": 1, "primera": 1, "segundo": 2, "segunda": 2, "doble": 2, "tercer": 3}
        | {"mitad": 50, "tercio": 33, "cuarto": 25, "siglo": 100},
        links=frozenset({"y"}),
        ones=frozenset({"un"}),
    ),
    "it": Numerals(
        words=_italian(),
        magnitudes={**_magnitudes("cento", "mille mila", "milione milioni mln", "miliardo miliardi mld", ""), "dozzina": 12},
        hints={"un": 1, "una": 1, "primo": 1, "prima": 1, "secondo": 2, "seconda": 2, "doppio": 2, "terzo": 3}
        | {"metà": 50, "quarto": 25, "secolo": 100},
        links=frozenset(),
        ones=frozenset({"un"}),
    ),
    "pt": Numerals(
        words={
            **_counted(
                "zero um/uma dois/duas três quatro cinco seis sete oito nove dez onze doze treze catorze/quatorze quinze"
            ),
            **_counted("dezesseis/dezasseis dezessete/dezassete dezoito dezenove/dezanove", 16),
            **_counted("vinte trinta quarenta cinquenta sessenta setenta oitenta noventa", 20, 10),
            **_counted(
                "cem/cento duzentos/duzentas trezentos/trezentas quatrocentos quinhentos seiscentos setecentos oitocentos novecentos",
                100,
                100,
            ),
        },
        magnitudes={**_magnitudes("", "mil", "milhão milhões", "bilhão bilhões", "trilhão trilhões"), "dúzia": 12},
        hints={"um": 1, "uma": 1, "primeiro": 1, "primeira": 1, "segundo": 2, "segunda": 2, "dobro": 2, "terceiro": 3}
        | {"metade": 50, "terço": 33, "quarto": 25, "século": 100},
        links=frozenset({"e"}),
        ones=frozenset({"um"}),
    ),
    "pl": Numerals(
        words={
            **_counted(
                "zero jeden/jedna/jedno dwa/dwie/dwóch trzy/trzech cztery/czterech pięć/pięciu sześć/sześciu siedem/siedmiu"
            ),
            **_counted("osiem/ośmiu dziewięć/dziewięciu dziesięć/dziesięciu jedenaście dwanaście trzynaście czternaście", 8),
            **_counted("piętnaście szesnaście siedemnaście osiemnaście dziewiętnaście dwadzieścia/dwudziestu", 15),
            **_counted("trzydzieści/trzydziestu czterdzieści pięćdziesiąt sześćdziesiąt siedemdziesiąt osiemdziesiąt", 30, 10),
            **_counted("sto/stu dwieście/dwustu trzysta czterysta pięćset sześćset siedemset osiemset dziewięćset", 100, 100),
        },
        magnitudes=_magnitudes(
            "", "tysiąc tysiące tysięcy tys", "milion miliony milionów mln", "miliard miliardy miliardów mld", "bilion bilionów"
        ),
        hints={"pierwszy": 1, "pierwsza": 1, "drugi": 2, "druga": 2, "trzeci": 3, "trzecia": 3, "połowa": 50, "połowy": 50}
        | {"ćwierć": 25, "obie": 2, "oba": 2, "dwukrotnie": 2, "wiek": 100},
        links=frozenset(),
        ones=frozenset({"jeden"}),
    ),
    "uk": Numerals(
        words={
            **_counted(
                "нуль один/одна/одне два/дві/двох три/трьох чотири/чотирьох п'ять/п'яти шість/шести сім/семи вісім/восьми"
            ),
            **_counted(
                "дев'ять/дев'яти десять/десяти одинадцять дванадцять тринадцять чотирнадцять п'ятнадцять шістнадцять", 9
            ),
            **_counted("сімнадцять вісімнадцять дев'ятнадцять двадцять", 17),
            **_counted("тридцять сорок п'ятдесят шістдесят сімдесят вісімдесят дев'яносто сто/ста", 30, 10),
            **_counted("двісті/двохсот триста чотириста п'ятсот шістсот сімсот вісімсот дев'ятсот", 200, 100),
        },
        magnitudes=_magnitudes(
            "",
            "тисяча тисячі тисяч тис",
            "мільйон мільйони мільйонів млн",
            "мільярд мільярди мільярдів млрд",
            "трильйон трильйонів",
        ),
        hints={"перший": 1, "перша": 1, "другий": 2, "друга": 2, "третій": 3, "третя": 3, "половина": 50, "половини": 50}
        | {"чверть": 25, "обидва": 2, "обидві": 2, "удвічі": 2, "вдвічі": 2, "століття": 100},
        links=frozenset(),
        ones=frozenset({"один"}),
    ),
}
MYRIADS = {"万": 10**4, "萬": 10**4, "만": 10**4, "亿": 10**8, "億": 10**8, "억": 10**8}
ANY_MAGNITUDE = {word: factor for numerals in NUMERALS.values() for word, factor in numerals.magnitudes.items()}
NO_WORDS = Numerals(words={}, magnitudes={}, hints={}, links=frozenset(), ones=frozenset())
