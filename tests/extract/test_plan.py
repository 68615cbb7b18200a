import tracemalloc
from dataclasses import replace

from checker.extract.plan import Plans
from tests.builders import make_document
from tests.extract.answers import no_sentence
from tests.extract.scripted import Scripted, chain
from tests.fakes import in_threads


def test_a_document_is_made_ready_once_for_all_its_parts_and_threads() -> None:
    plans, document = Plans(), make_document()
    seen: list[int] = []
    in_threads([lambda: seen.append(id(plans.of(document).index)) for _ in range(8)])
    assert len(set(seen)) == 1


def test_only_the_documents_read_last_are_kept() -> None:
    plans = Plans(kept=2)
    documents = [make_document(id=str(number)) for number in range(3)]
    first, second, third = (plans.of(each).index for each in documents)
    assert plans.of(documents[2]).index is third
    assert plans.of(documents[1]).index is second
    assert plans.of(documents[0]).index is not first


def test_what_is_known_about_a_document_may_change_between_its_parts() -> None:
    plans, document = Plans(), make_document()
    before = plans.of(document)
    after = plans.of(replace(document, title="Another title"))
    assert after.index is before.index
    assert after.outline.header[0] == "title: Another title"


def test_another_text_is_another_document() -> None:
    plans = Plans()
    assert plans.of(make_document()).index is not plans.of(make_document(text="Other words.")).index


def test_reading_a_long_transcript_takes_no_more_memory_from_part_to_part() -> None:
    lines = (
        f"SPEAKER {n % 7}: In {1900 + n % 120} the town of Northport had {n} wells and Ida Lund said so." for n in range(25_000)
    )
    document, reader, calls = make_document(text="\n".join(lines)), chain(), Scripted(no_sentence)
    assert len(document.text) > 2_000_000 * 0.95
    last = reader.parts(document) - 1
    reader.read(document, 0, calls)
    tracemalloc.start()
    try:
        for part in (1, last // 2, last):
            calls.asked.clear()
            reader.read(document, part, calls)
        grown, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert grown < 1_000_000
    assert peak < 4_000_000
