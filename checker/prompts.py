"""
The words sent to models, read from `prompts/*.md`; their fingerprint is their version.

Never here: a document's words, a model's name, a key, or the words themselves.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from checker.config import resource
from checker.errors import ConfigError

HASH_LENGTH = 12
_VARIABLE = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One text for a model, with its `{{variables}}` still open."""

    name: str
    text: str

    @property
    def variables(self) -> frozenset[str]:
        """The names that must be filled in."""
        return frozenset(_VARIABLE.findall(self.text))

    def fill(self, **values: str) -> str:
        """Return the words with every variable filled in; raises ConfigError unless the names are just those needed."""
        if self.variables != values.keys():
            needed, given = sorted(self.variables), sorted(values)
            raise ConfigError(
                f"prompts/{self.name}.md asks for {needed} and was given {given}; the two lists must be the same."
            )
        return _VARIABLE.sub(lambda found: values[found[1]], self.text)


def load(name: str, folder: Path | None = None) -> Prompt:
    """Return the prompt of this name; raises ConfigError if it is not there or empty."""
    path = (folder or resource("prompts")) / f"{name}.md"
    try:
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"The prompt {path} cannot be read: {error}. Install the tool again.") from None
    if not text:
        raise ConfigError(f"The prompt {path} is empty; expected the words for the model. Install the tool again.")
    return Prompt(name=name, text=text)


def version(*parts: str) -> str:
    """Return the fingerprint of everything that shapes an answer: prompts, schema, settings."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(f"{len(part)}:{part}".encode())
    return digest.hexdigest()[:HASH_LENGTH]
