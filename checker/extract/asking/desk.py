"""
What a desk wants of its claims: topics, language, instructions.

Never here: a default for what a desk did not say.
"""

from checker import prompts
from checker.config import Settings
from checker.text import fold

# Codes and names of languages that a desk may write; of others, only the same word is the same language.
_LANGUAGES = (
    *("ar arabic", "bg bulgarian", "cs czech", "da danish dansk", "de german deutsch", "el greek", "en english"),
    *("es spanish español castellano", "et estonian", "fa persian farsi", "fi finnish suomi", "fr french français"),
    *("he hebrew", "hi hindi", "hr croatian hrvatski", "hu hungarian magyar", "id indonesian", "it italian italiano"),
    *("ja japanese", "ko korean", "lt lithuanian", "lv latvian", "nl dutch nederlands", "no norwegian norsk nb nn"),
    *("pl polish polski", "pt portuguese português", "ro romanian română", "ru russian русский", "sk slovak", "sl slovenian"),
    *("sr serbian srpski", "sv swedish svenska", "tr turkish türkçe", "uk ukrainian українська", "vi vietnamese", "zh chinese"),
)
_CODES = {fold(word).text: line.split()[0] for line in _LANGUAGES for word in line.split()}


def section(settings: Settings) -> str:
    """Return what the model is told for this desk; nothing when it wants nothing special."""
    if not (settings.topics or settings.claims_language or settings.instructions.strip()):
        return ""
    return prompts.load("desk").fill(
        topics="; ".join(settings.topics) or "all",
        language=settings.claims_language or "the document's own language",
        instructions=settings.instructions.strip() or "nothing",
    )


def translates(settings: Settings, language: str) -> bool:
    """Whether claims are to be in another language than a document, as far as its language is known."""
    return bool(settings.claims_language and language) and _code(settings.claims_language) != _code(language)


def _code(language: str) -> str:
    word = fold(language).text.replace("_", "-").strip().split("-")[0]
    return _CODES.get(word, word)
