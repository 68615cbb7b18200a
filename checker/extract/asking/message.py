"""
What a model is sent besides its instructions: a fence that no text can forge, and one mark of ours before every line in it.

Never here: instructions to the model, or a call.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from checker.extract.chunk import Chunk, Outline, Target, Use
from checker.text import one_line

FIXED_CODE = "0" * 16  # stands for the fence's code where two messages are compared
LONGEST_LINE = 1_500  # characters of what a model wrote, when it is shown again
# What shapes the messages besides the prompts; part of the prompts' version.
SHAPE = "message 2; context, names, failed, wrong, unaccounted"

Message = Callable[[str], str]  # the fence's code → the whole message


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """One item that a model is asked to put right: what it wrote, and what is wrong with it in words of ours."""

    ids: tuple[str, ...]
    quote: str
    claim: str
    wrong: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """One claim that a second reader is shown, with the sentences that its quote stands in."""

    claim: str
    voice: str
    quote: str
    sentences: Chunk


def of_chunk(plan: Outline, chunk: Chunk) -> Message:
    """Return a chunk as it is asked about: all its sentences, after what is known already."""
    context = [f"[context] {target.shown}" for target in plan.before(chunk)]
    return _fenced([*plan.header, *_names(plan, chunk), *context, *_paragraphs(plan.of(chunk))])


def of_repair(plan: Outline, chunk: Chunk, asked: Collection[str], failed: Sequence[Failed], words: str) -> Message:
    """Return what is asked again: the sentences that it is about, what stands beside them, and what failed."""
    lines = [*plan.header, *_names(plan, chunk), *_excerpt(plan, chunk, asked)]
    missing = [target.id for target in plan.of(chunk) if target.id in asked]
    items = [line for number, each in enumerate(failed, 1) for line in _failed(number, each)]
    fenced = _fenced([*lines, "", *items, f"[account for] {' '.join(missing)}"])
    return lambda code: f"{fenced(code)}\n\n{words}"


def of_claims(plan: Outline, chosen: Sequence[Chosen]) -> Message:
    """Return claims as a second reader is shown them: the sentences around them once, then each claim with its quote."""
    near = {at for each in chosen for at in range(max(0, each.sentences.first - 1), each.sentences.last + 1)}
    passages = [f"[{target.id}] {target.shown}" for at in sorted(near) for target in plan.targets[at : at + 1]]
    claims = [line for number, each in enumerate(chosen, 1) for line in _chosen(plan, number, each)]
    return _fenced([*plan.header, *passages, *claims])


def _fenced(lines: Sequence[str]) -> Message:
    return lambda code: "\n".join([f"BEGIN {code}", *lines, "", f"END {code}"])


def _names(plan: Outline, chunk: Chunk) -> Iterator[str]:
    names = plan.mentions.before(chunk.first)
    if names:
        yield f"names before: {'; '.join(names)}"


def _paragraphs(targets: Sequence[Target]) -> Iterator[str]:
    for _, paragraph in groupby(targets, key=lambda target: target.paragraph):
        lines = [_line(target) for target in paragraph if target.use is not Use.KEPT_BACK]
        yield from ["", *lines] if lines else ()


def _line(target: Target) -> str:
    return f"[{target.id if target.asked else 'context'}] {target.shown}"


def _excerpt(plan: Outline, chunk: Chunk, asked: Collection[str]) -> Iterator[str]:
    """The sentences that are asked about, with one before and one after each."""
    first = max(0, chunk.first - 1)
    shown = plan.of(Chunk(first, chunk.last + 1))
    wanted = [target.id in asked for target in shown]
    for at, target in enumerate(shown):
        if wanted[at]:
            yield f"[{target.id}] {target.shown}"
        elif any(wanted[max(0, at - 1) : at + 2]):
            yield f"[context] {target.shown}"


def _failed(number: int, item: Failed) -> Iterator[str]:
    said = {"ids": " ".join(item.ids), "quote": item.quote, "claim": item.claim}
    for name, words in said.items():
        if words:
            yield f"[failed {number}] {name}: {_shown(words)}"
    yield f"[wrong {number}] {item.wrong}"


def _chosen(plan: Outline, number: int, item: Chosen) -> Iterator[str]:
    said = {
        "claim": item.claim,
        "voice": item.voice,
        "quote": item.quote,
        "sentences": " ".join(target.id for target in plan.of(item.sentences)),
    }
    yield ""
    for name, words in said.items():
        yield f"[{number}] {name}: {_shown(words)}"


def _shown(words: str) -> str:
    return one_line(words)[:LONGEST_LINE]
