import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.extract.names import MOST_NAMES, mentions, names_in


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("In May, Labour Minister Jane Doe spoke.", ["Labour Minister Jane Doe"]),
        ("The Jane Doe Foundation's books.", ["Jane Doe Foundation"]),
        ("U.S. President Otto von Grau’s plan", ["U.S. President Otto von Grau"]),
        ("Ángela Díaz met Иван Петров and Dr. Ewa Lind.", ["Ángela Díaz", "Иван Петров", "Dr. Ewa Lind"]),
        ("A study by the University of Northport found more.", ["University of Northport"]),
        ("She said that Rents rose. It Was.", []),
        ("SENATOR SMITH SPOKE", []),
        ("Why The Long Plan Of The New Town Council Failed Again", []),
        ("今天他说。 İstanbul'da oldu.", []),
    ],
)
def test_full_names_are_told_by_their_capital_letters(sentence: str, names: list[str]) -> None:
    assert list(names_in(sentence)) == names


def test_only_what_stands_before_is_listed_the_latest_first_and_each_in_its_fullest_form_once() -> None:
    found = mentions(["Mayor Ida Lund came.", "Otto Grau left.", "Ida Lund spoke.", "Jane Doe replied."])
    assert found.before(0) == ()
    assert found.before(1) == ("Mayor Ida Lund",)
    assert found.before(3) == ("Otto Grau", "Mayor Ida Lund")
    assert found.before(4)[0] == "Jane Doe"


def test_the_list_stays_short_however_long_the_document_is() -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    found = mentions([f"{one}nna {other}erg came." for one in letters for other in letters])
    assert len(found.before(676)) == MOST_NAMES
    assert found.before(676)[0] == "Znna Zerg"


@given(st.lists(st.text(max_size=30)))
def test_the_same_sentences_bring_the_same_names(sentences: list[str]) -> None:
    assert mentions(sentences).before(len(sentences)) == mentions(sentences).before(len(sentences))
