"""
Made-up texts for benchmarks: the same number always makes the same text.

Never here: words of anybody.
"""

from collections.abc import Iterator

_PLACES = ("Ashby", "Brigg", "Corley", "Dunmore", "Elton", "Farley", "Gretna", "Holt")
PEOPLE = ("Ida Lund", "Omar Reyes", "Petra Novak", "Jun Sato", "Mary Okafor")
_THINGS = ("schools", "bridges", "clinics", "buses", "libraries", "flats", "trees")
_SENTENCES = (
    "The council of {place} says that {count} {things} were repaired in {year}, {share} percent more than the year before.",
    "{person} told reporters that the work cost {money} million euros and was paid from the town's reserve.",
    "“We have never had so few complaints about our {things},” {person} said at the meeting in {place}.",
    "In a survey of {count} people, {share} percent were content with what the town does for its {things}.",
    "It is a fine thing to walk there on a summer evening, whatever the papers write.",
)
PARAGRAPH = 4  # sentences


def sentences(seed: int = 0) -> Iterator[str]:
    """Yield sentences without end, no two neighbours alike."""
    number = seed
    while True:
        yield _SENTENCES[number % len(_SENTENCES)].format(
            place=_PLACES[number % len(_PLACES)],
            person=PEOPLE[(number // 2) % len(PEOPLE)],
            things=_THINGS[(number // 3) % len(_THINGS)],
            count=f"{120 + 37 * number:,}",
            year=2000 + number % 26,
            share=3 + number % 61,
            money=2 + number % 17,
        )
        number += 1


def article(count: int, seed: int = 0) -> str:
    """Return an article of so many sentences, in paragraphs."""
    source = sentences(seed)
    found = [next(source) for _ in range(count)]
    return "\n\n".join(" ".join(found[at : at + PARAGRAPH]) for at in range(0, count, PARAGRAPH))


def transcript(size: int, seed: int = 0) -> str:
    """Return a transcript of about so many characters, a line for each turn."""
    lines, length = [], 0
    for number, sentence in enumerate(sentences(seed)):
        line = f"{PEOPLE[number % len(PEOPLE)].upper()}: {sentence}"
        lines.append(line)
        length += len(line) + 1
        if length >= size:
            break
    return "\n".join(lines)
