"""
The extractor that asks a model: a document part by part, and an error only when nothing could be asked.

Never here: LangChain, the words of a prompt, or how one part gets its answer.
"""

from collections.abc import Sequence

from checker import prompts
from checker.config import SecondReader, Settings
from checker.errors import EmptyText
from checker.extract import Calls, gaps
from checker.extract.asking import desk, instructions
from checker.extract.asking.conversation import Conversation, Means
from checker.extract.asking.provider import require_key, server
from checker.extract.findings import in_words, ledger
from checker.extract.plan import Plan, Plans
from checker.extract.prefilter import prefilter
from checker.extract.reading import Reader
from checker.extract.second_reader import Looked, look
from checker.extract.together import together
from checker.model import Document, Extraction, Proposal, Reading

NAME = "llm-chain"


class ModelChain:
    """The extractor that asks a model; its clients stay open until it is closed."""

    name = NAME

    def __init__(self, settings: Settings, means: Means | None = None) -> None:
        require_key(settings)
        self._settings = settings
        self._wordings = instructions.load(settings)
        self.model: str | None = settings.model
        self.prompt_hash: str | None = self._version()
        self._plans = Plans(prefilter(settings))
        self._first = Conversation(settings, self._wordings, means or Means())
        self._second = self._conversation_of_the_second_reader(means or Means())

    def parts(self, document: Document) -> int:
        """Return into how many parts the document falls."""
        plan = self._plans.of(document)
        if not plan.chunks:
            raise EmptyText(f"{document.name} holds no sentence; expected text with at least one.")
        return len(plan.chunks)

    def read(self, document: Document, part: int, calls: Calls) -> Reading:
        """Return what the model finds in one part."""
        plan = self._plans.of(document)
        chunk = plan.chunks[part]
        reader = Reader(
            plan=plan,
            conversation=self._first,
            calls=calls,
            repair=self._wordings.repair,
            translates=desk.translates(self._settings, plan.reference.language),
        )
        found = reader.read(chunk)
        looked = self._looked_over(plan, calls, [each.proposal for each in found.claims])
        return Reading(
            proposals=looked.claims,
            skipped=tuple(ledger(plan, chunk, found)),
            gaps=tuple(gaps.gap(plan.outline.asked(each.chunk), each.outcome, each.message) for each in found.unread),
            problems=(*found.problems, *in_words(found.faulty), *looked.problems),
        )

    def put_together(self, document: Document, readings: Sequence[Reading]) -> Extraction:
        """Return what all parts bring; raises ModelUnavailable or ModelRejected if nothing could be asked."""
        targets = self._plans.of(document).outline.targets
        asked = sum(target.asked for target in targets)
        unread = [each for reading in readings for each in reading.gaps]
        if sum(each.sentences for each in unread) == asked:
            error = gaps.error(unread, self._settings.model or "", server(self._settings))
            if error:
                raise error
        return together(document, (target.span for target in targets), readings)

    def close(self) -> None:
        """Let go of connections and of what was worked out for documents."""
        self._first.close()
        self._second.close()
        self._plans.clear()

    def _version(self) -> str:
        """The version of all that shapes a claim and its badges: the second reader's words count where it reads."""
        reader, words = self._settings.second_reader, self._wordings
        if reader is SecondReader.OFF:
            return words.extract.hash
        model = self._settings.second_reader_model or self._settings.model or ""
        return prompts.version(words.extract.hash, words.second_reader.hash, reader, model)

    def _conversation_of_the_second_reader(self, means: Means) -> Conversation:
        other = self._settings.second_reader_model
        if not other or other == self._settings.model:
            return self._first
        settings = self._settings.model_copy(update={"model": other})
        if self._settings.second_reader is not SecondReader.OFF:
            require_key(settings)
        return Conversation(settings, self._wordings, means)

    def _looked_over(self, plan: Plan, calls: Calls, claims: Sequence[Proposal]) -> Looked:
        return look(plan, self._second, calls, self._settings.second_reader, claims)
