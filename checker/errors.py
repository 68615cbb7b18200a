"""
The error tree. Every message says what happened (with the value), what was expected and what to do.

Never here: text for one page or one command only, or any handling of errors.

    CheckerError
    ├── InputError         UnsupportedMedia, TooLarge, FetchRefused (LinkGone, LinkNotReached), EmptyText
    ├── ExtractionError    ModelUnavailable (may be retried), ModelOutputInvalid, ModelRejected (NotAtServer)
    ├── ConflictError      StaleVersion, LeaseLost, InvalidTransition
    ├── NotFound
    ├── NotAllowed
    ├── StoreError         StoreTooNew
    └── ConfigError        MissingExtra
"""


class CheckerError(Exception):
    """Anything that the tool can explain to the person in front of it."""


class InputError(CheckerError):
    """A document or an argument that cannot be used as it is."""


class UnsupportedMedia(InputError):
    """A kind of file that no reader understands, or one that is not what its name says."""


class TooLarge(InputError):
    """More bytes, characters or pages than the settings allow."""


class FetchRefused(InputError):
    """A url that may not be fetched, or that did not answer with a document."""


class LinkGone(FetchRefused):
    """A url under which there is nothing any more."""


class LinkNotReached(FetchRefused):
    """A url that did not answer this time, or not to a program; there may well be something."""


class EmptyText(InputError):
    """A document in which no text was found."""


class ExtractionError(CheckerError):
    """Claims could not be pulled out of a document."""


class ModelUnavailable(ExtractionError):
    """The model did not answer this time; asking again may help."""


class ModelOutputInvalid(ExtractionError):
    """The model answered with something that is not what was asked for."""


class ModelRejected(ExtractionError):
    """The model's server turned the call down for good: key, model name, quota or size."""


class ModelOutOfReach(ModelRejected):
    """The model's server answers nobody with this key, model name or quota; to ask about anything else is in vain."""


class NotAtServer(ModelRejected):
    """The model's server does not have, or has no more, what it was asked for."""


class ConflictError(CheckerError):
    """Somebody or something else was faster, or the step is not possible from here."""


class StaleVersion(ConflictError):
    """A claim, or a table of the desk, was changed after it was read."""


class LeaseLost(ConflictError):
    """Another reviewer holds the claim."""


class InvalidTransition(ConflictError):
    """The status does not allow this step, or something that it needs is missing."""


class NotFound(CheckerError):
    """Nothing has this id."""


class NotAllowed(CheckerError):
    """The user's roles do not allow this."""


class StoreError(CheckerError):
    """The database cannot be used."""


class StoreTooNew(StoreError):
    """The database was written by a newer version of this tool."""


class ConfigError(CheckerError):
    """A setting has a value that cannot be used."""


class MissingExtra(ConfigError):
    """A package that this setting needs is not installed."""
