"""
One part of a document, from the first question to all that came of it: halved if it was too much, asked again at most once.

Never here: how a model is reached, where a claim stands, or what other parts bring.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from checker.extract import Calls
from checker.extract.asking.conversation import Conversation, Topic
from checker.extract.asking.message import of_chunk, of_repair
from checker.extract.asking.outcome import Outcome
from checker.extract.asking.parsing import parsed
from checker.extract.asking.schema import Purpose
from checker.extract.chunk import Chunk
from checker.extract.findings import Asked, Findings, first_reasons
from checker.extract.place import checked, placed
from checker.extract.plan import Plan
from checker.extract.repair import joined, needed, unanswered

DEPTH = 4  # how often a chunk is cut in two
HOPELESS = 2  # smallest pieces that were too much; one may only hold what a model stumbles over
TOO_MUCH = (Outcome.TRUNCATED, Outcome.CONTEXT_TOO_LONG)
MOST_CLAIMS = 10  # of one sentence; a model that finds more is not reading
SENTENCE_TOKENS = 100  # of an answer, about: a claim of 150 for two sentences in three, or a reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Reads the chunks of one document in one conversation."""

    plan: Plan
    conversation: Conversation
    calls: Calls
    repair: str  # what is said when something is asked again
    translates: bool

    def read(self, chunk: Chunk) -> Findings:
        """Ask about a chunk until there is an answer or none can be had, and once more about what failed."""
        parts = list(self._parts(chunk, DEPTH, []))
        return self._repaired(chunk, self._found(parts))

    def _parts(self, chunk: Chunk, depth: int, before: list[Asked]) -> Iterator[Asked]:
        """Ask about a chunk, or its halves; once two of the smallest were too much and nothing was not, no other is asked about."""
        part = self._asked(chunk, first_topic(self.plan, chunk))
        halves = self.plan.outline.halves(chunk) if part.outcome in TOO_MUCH and depth else None
        if not halves:
            before.append(part)
            yield part
            return
        for half in halves:
            if len(before) >= HOPELESS and all(each.outcome in TOO_MUCH for each in before):
                yield Asked(chunk=half, outcome=part.outcome, message=part.message)
            else:
                yield from self._parts(half, depth - 1, before)

    def _asked(self, chunk: Chunk, topic: Topic) -> Asked:
        said = self.conversation.ask(self.calls, topic)
        answer = parsed(said.raw) if said.outcome is Outcome.OK else None
        return Asked(chunk=chunk, outcome=said.outcome, message=said.message, answer=answer, call=said.call)

    def _found(self, parts: Sequence[Asked]) -> Findings:
        found = Findings(unread=tuple(part for part in parts if part.answer is None))
        for part in parts:
            more = self._findings(part)
            found = replace(
                found,
                claims=(*found.claims, *more.claims),
                reasons=found.reasons | more.reasons,
                faulty=(*found.faulty, *more.faulty),
                problems=(*found.problems, *more.problems),
            )
        return found

    def _findings(self, part: Asked) -> Findings:
        """Tie one answer to the document; there is nothing to tie where there is none."""
        if part.answer is None:
            return Findings()
        targets, answer = {target.id: target for target in self.plan.outline.asked(part.chunk)}, part.answer
        most = MOST_CLAIMS * len(targets)
        claims = [placed(self.plan, targets, each, part.call) for each in answer.claims[:most]]
        return Findings(
            claims=tuple(checked(self.plan, each, translates=self.translates) for each in claims),
            reasons=first_reasons(answer, targets),
            faulty=answer.faulty,
            problems=_surplus(len(answer.claims) - most),
        )

    def _repaired(self, chunk: Chunk, found: Findings) -> Findings:
        repair = needed(self.plan, chunk, found)
        if repair is None:
            return found
        message = of_repair(self.plan.outline, chunk, repair.asked, repair.failed, self.repair)
        tokens = len(repair.asked) * SENTENCE_TOKENS
        part = self._asked(chunk, Topic(purpose=Purpose.REPAIR, message=message, answer_tokens=tokens))
        if part.answer is None:
            return unanswered(self.plan, found, part, repair.asked)
        return joined(self.plan, found, self._findings(part), repair.asked)


def first_topic(plan: Plan, chunk: Chunk) -> Topic:
    """Return what is asked first about a chunk."""
    tokens = len(plan.outline.asked(chunk)) * SENTENCE_TOKENS
    return Topic(purpose=Purpose.EXTRACT, message=of_chunk(plan.outline, chunk), answer_tokens=tokens)


def _surplus(over: int) -> tuple[str, ...]:
    if over <= 0:
        return ()
    return (f"{over:,} claims more than {MOST_CLAIMS} a sentence were left out; the model may not have kept to the text.",)
