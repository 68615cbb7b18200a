from typing import Any

import pytest

from checker.checks import Reference, Stated
from checker.words import Attribution

DOCUMENT = "Jane Doe said that three countries did send troops to Ukraine. A photo of Timo Rex and a ship of the North Sea Fleet stood below."
HEADER = "title: Troops for Ukraine\npublisher: Example News\npublished: 2026-03-05"


def claimed(claimant: str | None, role: str | None = None, text: str = DOCUMENT, language: str = "en", **changes: Any) -> bool:
    stated = Stated(claim="x", quote="", span=None, beside="", claimant=claimant, role=role, **{**SIGNED, **changes})
    return "claimant" not in Reference(text, HEADER, language=language).held(stated).failed


SIGNED: dict[str, Any] = {"attribution": Attribution.INDIRECT_QUOTE}


@pytest.mark.parametrize(
    ("claimant", "role"),
    [
        (None, None),
        ("Jane Doe", "a minister of Ukraine"),
        ("JANE DOE", "spokesperson"),
        ("Ms Doe", "Spokesperson"),
        ("Dr. T. Rex", None),
        ("Example News", "CEO"),
        ("a police report", None),
        ("Unnamed officials", "Officials of the fleet"),
        ("NSF", "sailor on the North Sea"),
        ("the Ukrainian fleet", None),
    ],
)
def test_a_claimant_whom_the_document_names_or_who_has_no_name_is_known(claimant: str | None, role: str | None) -> None:
    assert claimed(claimant, role)


@pytest.mark.parametrize(
    ("claimant", "role"),
    [
        ("Olga Smirnova", None),
        ("Smirnova", None),
        ("Jane Smirnova", None),
        ("the Ministry of Truth", None),
        ("Jane Doe", "Minister of Truth"),
        ("a police report", "Truth Minister"),
        (None, "Minister of Truth"),
        ("FBI officials", None),
    ],
)
def test_a_claimant_whom_the_document_does_not_name_is_seen(claimant: str | None, role: str | None) -> None:
    assert not claimed(claimant, role)


def test_who_is_not_named_may_be_called_what_nobody_wrote() -> None:
    assert claimed("Critics", attribution=Attribution.ANONYMOUS)
    assert not claimed("Critics")
    assert not claimed("Olga Smirnova", attribution=Attribution.ANONYMOUS)


@pytest.mark.parametrize(
    ("text", "language", "known", "strange"),
    [
        (
            "Der Polizeisprecher Karl Weber sagte das nicht.",
            "de",
            ["Polizei", "Karl Weber", "die Sprecherin"],
            ["Olga Smirnova"],
        ),
        ("市长王小明说，桥花了1200万。", "zh", ["王小明", "市长王小明"], ["斯米尔诺娃", "部长史密斯"]),
        ("قالت الوزيرة أولغا حسن إن الجسر كلف ١٢ مليون", "ar", ["أولغا حسن", "الوزيرة أولغا حسن"], ["كارل فيبر"]),
        ("मेयर इडा लुंड ने कहा", "hi", ["इडा लुंड", "मेयर इडा लुंड"], ["कार्ल वेबर"]),
        ("Про це сказав Дональд Трамп у Києві.", "uk", ["Дональдом Трампом"], ["Ольга Смирнова"]),
    ],
)
def test_a_claimant_is_looked_for_in_every_script(text: str, language: str, known: list[str], strange: list[str]) -> None:
    assert [each for each in known if not claimed(each, text=text, language=language)] == []
    assert [each for each in strange if claimed(each, text=text, language=language)] == []
