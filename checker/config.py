"""
The settings, read once from the environment and an optional file, each with a named failure.

This is the only reader of the environment. Never here: anything that acts on a setting.
"""

import getpass
import json
import os
import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Self

from platformdirs import user_config_path, user_data_path
from pydantic import AliasChoices, Field, PrivateAttr, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from checker.budget import Caps, Price
from checker.errors import ConfigError
from checker.scales import OwnScale

MEGABYTE = 1_000_000
LOOPBACK = ("127.0.0.1", "localhost", "::1")
SETTINGS_FILE = "checker.toml"
SECRETS_FILE = "secrets.toml"  # beside it: what the sign-in with a provider needs
LONGEST_SHOWN = 200  # characters of a value that cannot be used
_A_PRICE = '{"openai:gpt-5-mini": {"input": 0.25, "output": 2}}'
_A_SCALE = '{"house": {"name": "House scale", "labels": [{"id": "true", "name": "True", "value": 2, "definition": "…"}, …]}}'
SECRET = re.compile(r"KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL|DATABASE_URL", re.IGNORECASE)


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "reviewer"


_COST = Field(gt=0, allow_inf_nan=False)


class SecondReader(StrEnum):
    """Which claims are looked over by a second call."""

    OFF = "off"
    HIGH = "high"
    ALL = "all"


class SignIn(StrEnum):
    """How somebody who opens the desk proves who they are."""

    NONE = "none"
    PROVIDER = "provider"
    PROXY = "proxy"


class Settings(BaseSettings):
    """What a desk can change; each field is `CHECKER_<NAME>` in the environment or `name` in the settings file."""

    model_config = SettingsConfigDict(env_prefix="CHECKER_", frozen=True, extra="forbid", env_ignore_empty=True)

    database_url: str = Field("", description="Where the work is kept; empty for a SQLite file in the user-data folder.")
    user: str = Field(default_factory=_login_name, min_length=1, max_length=80, description="Who works at this desk.")
    model: str | None = Field(None, description="`provider:name`, such as `openai:gpt-5-mini`; none: offline extractor.")
    api_key: SecretStr | None = Field(
        None,
        validation_alias=AliasChoices("CHECKER_API_KEY", "OPENAI_API_KEY", "api_key"),
        description="The key of the model's server.",
    )
    base_url: str | None = Field(
        None,
        validation_alias=AliasChoices("CHECKER_BASE_URL", "OPENAI_BASE_URL", "base_url"),
        description="The address of an OpenAI-compatible server, when it is not OpenAI's own.",
    )
    model_timeout: Annotated[float, Field(gt=0, le=3600, description="Seconds that one model call may take.")] = 180
    temperature: Annotated[
        float | None, Field(ge=0, le=2, description="How freely a model answers; none: as its server likes.")
    ] = None
    parallel_calls: Annotated[int, Field(ge=1, le=64, description="Model calls at the same time.")] = 4
    answer_tokens: Annotated[int, Field(ge=200, description="Longest answer that is reckoned with under a cap, in tokens.")] = (
        8_000
    )
    prices: Annotated[dict[str, Price], NoDecode] = Field(
        default_factory=dict, description="What a million tokens of each model cost: `input`, `output`, `cached_input`."
    )
    max_tokens_per_run: Annotated[int | None, Field(ge=1, description="Most tokens that one extraction may use.")] = None
    max_tokens_per_day: Annotated[int | None, Field(ge=1, description="Most tokens that a day may use, in UTC.")] = None
    max_cost_per_run: Annotated[float | None, _COST, Field(description="Most that one extraction may cost.")] = None
    max_cost_per_day: Annotated[float | None, _COST, Field(description="Most that a day may cost, in UTC.")] = None
    topics: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="What this desk checks, such as `health`; none for everything."
    )
    claims_language: str = Field("", description="The language that claims are written in; empty for the document's own.")
    instructions: str = Field("", max_length=4_000, description="What else the model is told for this desk.")
    second_reader: SecondReader = Field(SecondReader.OFF, description="Which claims a second call looks over: off, high, all.")
    second_reader_model: str | None = Field(None, description="The second reader's model, when it is another one.")
    prefilter: Annotated[
        float, Field(gt=0, le=1, description="Share of a document's sentences, the best-ranked, that a model is asked about.")
    ] = 1
    max_megabytes: Annotated[float, Field(gt=0, le=1000, description="Largest file or page that is read.")] = 20
    max_characters: Annotated[int, Field(gt=0, description="Longest text of one document.")] = 2_000_000
    fetch_timeout: Annotated[float, Field(gt=0, le=600, description="Seconds that fetching a url may take in all.")] = 30
    read_timeout: Annotated[float, Field(gt=0, le=3600, description="Seconds that reading one document may take.")] = 60
    allow_private_addresses: bool = Field(
        default=False, description="Whether urls may lead to this machine or a local network."
    )
    scale: str = Field("five-point", description="The verdict scale: five-point, six-point, evidence, or one of your own.")
    scales: Annotated[dict[str, OwnScale], NoDecode] = Field(
        default_factory=dict,
        description="Scales of your own: name and labels (id, name, value, definition, names), by their id.",
    )
    four_eyes: bool = Field(default=False, description="Whether a second person must approve every finding.")
    lease_minutes: Annotated[float, Field(gt=0, le=1440, description="How long a claim stays reserved.")] = 10
    publisher_name: str = Field("", description="Who publishes the checks; goes into ClaimReview.")
    publisher_url: str = Field("", description="The publisher's site; the address of a check starts with it.")
    host: str = Field("127.0.0.1", description="The address that the app listens on.")
    allowed_hosts: str = Field(
        "", description="Other names under which the app may be reached, separated by commas; `*` for any behind a proxy."
    )
    sign_in: SignIn = Field(SignIn.NONE, description="Who asks people who they are: none, an OpenID provider, or a proxy.")
    sign_in_header: str = Field("X-Forwarded-Email", description="In which header a proxy says somebody's address.")
    sign_in_unproved: bool = Field(
        default=False, description="Whether an address counts of which a provider does not say whether it is proved."
    )
    port: Annotated[int, Field(ge=1, le=65535, description="The port that the app listens on.")] = 8501

    _options: dict[str, str] = PrivateAttr(default_factory=dict)

    @field_validator("model", "second_reader_model")
    @classmethod
    def _names_a_provider(cls, value: str | None) -> str | None:
        if value and not all(value.partition(":")):
            raise ValueError("expected provider:name, such as openai:gpt-5-mini")
        return value

    @field_validator("scales", mode="before")
    @classmethod
    def _scales_of_words(cls, given: Any) -> Any:
        return _json(given, _A_SCALE) if isinstance(given, str) else given

    @field_validator("prices", mode="before")
    @classmethod
    def _from_json(cls, value: Any) -> Any:
        return _json(value, _A_PRICE) if isinstance(value, str) else value

    @field_validator("prices")
    @classmethod
    def _are_of_models(cls, value: dict[str, Price]) -> dict[str, Price]:
        for name in value:
            if not all(name.partition(":")):
                raise ValueError(f"expected the names of models as provider:name, such as openai:gpt-5-mini, and not {name!r}")
        return value

    @field_validator("topics", mode="before")
    @classmethod
    def _from_a_list(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return _json(value, '["health"]') if value.startswith("[") else filter(None, map(str.strip, value.split(",")))

    @field_validator("publisher_url", "base_url")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("expected an address that begins with http:// or https://")
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take arguments first, then the environment, then the settings file."""
        file = TomlConfigSettingsSource(settings_cls, toml_file=settings_file())
        return init_settings, env_settings, file

    @classmethod
    def load(cls, **changes: Any) -> Self:
        """Return the settings in force, with these changes; raises ConfigError that names the setting."""
        try:
            _check_settings_file()
            return cls(**changes)
        except ValidationError as error:
            raise ConfigError(f"{_first_of(error)}. Change it and start again.") from None
        except (SettingsError, OSError, ValueError) as error:
            raise ConfigError(f"The settings file {settings_file()} cannot be read: {error}.") from None

    @model_validator(mode="after")
    def _can_count_the_cost(self) -> Self:
        capped = "max_cost_per_run" if self.max_cost_per_run else "max_cost_per_day" if self.max_cost_per_day else None
        second = None if self.second_reader is SecondReader.OFF else self.second_reader_model
        unknown = [each for each in (self.model, second) if each and each not in self.prices]
        if capped and unknown:
            raise ValueError(f"{capped} can only be kept when the setting prices names {unknown[0]}; add what it costs")
        return self

    @model_validator(mode="after")
    def _is_told_by_nobody_else(self) -> Self:
        if self.sign_in is SignIn.PROXY and self.host not in LOOPBACK:
            raise ValueError(
                f"sign_in by a proxy needs host 127.0.0.1 and not {self.host!r}; else anybody could send its header"
            )
        return self

    def given_by(self, options: Mapping[str, str]) -> Self:
        """Return the same settings, of which these were given by options of a command."""
        same = self.model_copy()
        same._options = dict(options)  # noqa: SLF001 - of the same class
        return same

    def name_of(self, field: str) -> str:
        """Return how somebody changes a setting: the option that gave it, or its name in the environment."""
        return self._options.get(field) or f"CHECKER_{field.upper()}"

    @property
    def run_caps(self) -> Caps:
        """The most that one run may use up."""
        return Caps(tokens=self.max_tokens_per_run, cost=self.max_cost_per_run)

    @property
    def day_caps(self) -> Caps:
        """The most that one day may use up, in UTC."""
        return Caps(tokens=self.max_tokens_per_day, cost=self.max_cost_per_day)

    @property
    def url(self) -> str:
        """The database's address, with the default filled in."""
        return self.database_url or f"sqlite:///{data_folder() / 'checker.db'}"


def _json(words: str, example: str) -> Any:
    try:
        return json.loads(words)
    except ValueError:
        raise ValueError(f"expected JSON, such as {example}") from None


def _first_of(error: ValidationError) -> str:
    """What is wrong with the first setting that cannot be used; several that do not go together are never shown with a key."""
    first = error.errors()[0]
    why = first["msg"].removeprefix("Value error, ")
    if not first["loc"]:
        return f"The settings do not go together: {why}"
    name = ".".join(map(str, first["loc"]))
    shown = "hidden" if "key" in name.lower() else repr(first.get("input"))
    shown = shown if len(shown) <= LONGEST_SHOWN else f"{shown[:LONGEST_SHOWN]}…"
    return f"The setting {name} has the value {shown}: {why}"


def settings_file() -> Path:
    """Return where the settings file is looked for."""
    return Path(os.environ.get("CHECKER_SETTINGS") or user_config_path("claim-checker") / SETTINGS_FILE)


def secrets_file() -> Path:
    """Return where Streamlit looks for the provider that people sign in with."""
    return settings_file().with_name(SECRETS_FILE)


def _check_settings_file() -> None:
    named = os.environ.get("CHECKER_SETTINGS")
    if named and not Path(named).is_file():
        raise ConfigError(
            f"CHECKER_SETTINGS names {named!r}, which is no file. Give the path of the settings file, or nothing."
        )


def environment_without_secrets() -> dict[str, str]:
    """Return the environment for a child process that reads what strangers wrote."""
    return {name: value for name, value in os.environ.items() if not SECRET.search(name)}


def data_folder() -> Path:
    """Return the folder in which the tool keeps its own files."""
    return user_data_path("claim-checker")


def resource(name: str) -> Path:
    """Return the path of something that is shipped beside the code: `prompts`, `seeds/documents`, `app.py`."""
    package = Path(__file__).parent
    installed = package / "_shipped" / name
    return installed if installed.exists() else package.parent / name
