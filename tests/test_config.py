"""Each setting from each place it may stand in, and what is said when it cannot be used."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from checker.budget import Caps, Price
from checker.config import (
    SETTINGS_FILE,
    SecondReader,
    Settings,
    data_folder,
    environment_without_secrets,
    resource,
    settings_file,
)
from checker.errors import ConfigError
from checker.scales import OwnScale

HOUSE: dict[str, Any] = {
    "name": "House scale",
    "labels": [
        {"id": "right", "name": "Right", "value": 2, "definition": "Borne out.", "names": {"de": "Richtig"}},
        {"id": "wrong", "name": "Wrong", "value": 1, "definition": "Contradicted."},
        {"id": "none", "name": "No evidence", "definition": "Nothing was found."},
    ],
}

# For each setting: how it is written in the environment, and what it then is.
GOOD: dict[str, tuple[str, Any]] = {
    "database_url": ("postgresql://ann@db.example.org/checker", "postgresql://ann@db.example.org/checker"),
    "user": ("Ann Writer", "Ann Writer"),
    "model": ("openai:gpt-5-mini", "openai:gpt-5-mini"),
    "api_key": ("sk-1", SecretStr("sk-1")),
    "base_url": ("http://127.0.0.1:9/v1", "http://127.0.0.1:9/v1"),
    "model_timeout": ("12.5", 12.5),
    "temperature": ("0.5", 0.5),
    "prefilter": ("0.4", 0.4),
    "parallel_calls": ("7", 7),
    "answer_tokens": ("3000", 3000),
    "prices": ('{"openai:m": {"input": 1.5, "output": 6}}', {"openai:m": Price(input=1.5, output=6)}),
    "max_tokens_per_run": ("20000", 20_000),
    "max_tokens_per_day": ("900000", 900_000),
    "max_cost_per_run": ("0.05", 0.05),
    "max_cost_per_day": ("3", 3.0),
    "topics": ("health, energy", ("health", "energy")),
    "claims_language": ("English", "English"),
    "instructions": ("Leave out sports.", "Leave out sports."),
    "second_reader": ("high", SecondReader.HIGH),
    "second_reader_model": ("openai:gpt-5-nano", "openai:gpt-5-nano"),
    "max_megabytes": ("1.5", 1.5),
    "max_characters": ("1000", 1000),
    "fetch_timeout": ("3", 3),
    "read_timeout": ("90", 90),
    "allowed_hosts": ("desk.example", "desk.example"),
    "sign_in": ("provider", "provider"),
    "sign_in_header": ("X-Email", "X-Email"),
    "sign_in_unproved": ("true", True),
    "allow_private_addresses": ("true", True),
    "scale": ("evidence", "evidence"),
    "scales": (json.dumps({"house": HOUSE}), {"house": OwnScale(**HOUSE)}),
    "four_eyes": ("1", True),
    "lease_minutes": ("2.5", 2.5),
    "publisher_name": ("The Desk", "The Desk"),
    "publisher_url": ("https://desk.example.org", "https://desk.example.org"),
    "host": ("0.0.0.0", "0.0.0.0"),
    "port": ("80", 80),
}

BAD: dict[str, str] = {
    "user": "x" * 81,
    "model": "gpt-5-mini",
    "base_url": "127.0.0.1:9",
    "model_timeout": "0",
    "temperature": "2.5",
    "prefilter": "0",
    "parallel_calls": "65",
    "answer_tokens": "100",
    "prices": "a lot",
    "scales": "house",
    "max_tokens_per_run": "0",
    "max_tokens_per_day": "1.5",
    "max_cost_per_run": "0",
    "max_cost_per_day": "inf",
    "topics": "[health",
    "second_reader": "some",
    "second_reader_model": "gpt-5-nano",
    "max_megabytes": "lots",
    "max_characters": "-1",
    "fetch_timeout": "601",
    "read_timeout": "3601",
    "allow_private_addresses": "perhaps",
    "four_eyes": "2",
    "lease_minutes": "-1",
    "publisher_url": "desk.example.org",
    "port": "65536",
}


@pytest.fixture
def write_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    def write(content: str) -> Path:
        path = tmp_path / "settings.toml"
        path.write_text(content, encoding="utf-8")
        monkeypatch.setenv("CHECKER_SETTINGS", str(path))
        return path

    return write


def test_every_setting_is_tried_here() -> None:
    assert GOOD.keys() == Settings.model_fields.keys()


def test_every_setting_is_explained() -> None:
    assert not [name for name, field in Settings.model_fields.items() if not (field.description or "").endswith(".")]


@pytest.mark.parametrize("name", GOOD)
def test_a_setting_is_read_from_the_environment(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    written, meant = GOOD[name]
    monkeypatch.setenv(f"CHECKER_{name.upper()}", written)
    assert getattr(Settings.load(), name) == meant


@pytest.mark.parametrize("name", GOOD)
def test_a_setting_is_read_from_the_settings_file(name: str, write_file: Any) -> None:
    written, meant = GOOD[name]
    in_quotes = isinstance(meant, str | SecretStr | tuple | dict)
    value = f"'{written}'" if in_quotes else written.replace("1", "true") if meant is True else written
    write_file(f"{name} = {value}\n".replace("ttrue", "true"))
    assert getattr(Settings.load(), name) == meant


@pytest.mark.parametrize("name", GOOD)
def test_an_empty_variable_is_the_same_as_none(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = getattr(Settings.load(), name)
    monkeypatch.setenv(f"CHECKER_{name.upper()}", "")
    assert getattr(Settings.load(), name) == before


def test_an_argument_goes_before_the_environment_and_that_before_the_file(
    monkeypatch: pytest.MonkeyPatch, write_file: Any
) -> None:
    write_file('port = 1001\nhost = "10.0.0.1"\nuser = "from the file"\n')
    monkeypatch.setenv("CHECKER_PORT", "1002")
    monkeypatch.setenv("CHECKER_HOST", "10.0.0.2")
    settings = Settings.load(port=1003)
    assert (settings.port, settings.host, settings.user) == (1003, "10.0.0.2", "from the file")


@pytest.mark.parametrize(("name", "value"), [("api_key", "sk-2"), ("base_url", "https://llm.example.org/v1")])
def test_the_usual_names_of_key_and_address_are_understood_and_ours_go_first(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"OPENAI_{name.upper()}", value)
    assert _plain(getattr(Settings.load(), name)) == value
    monkeypatch.setenv(f"CHECKER_{name.upper()}", "https://ours")
    assert _plain(getattr(Settings.load(), name)) == "https://ours"


def _plain(value: Any) -> Any:
    return value.get_secret_value() if isinstance(value, SecretStr) else value


@pytest.mark.parametrize("name", BAD)
def test_a_value_that_cannot_be_used_is_named_with_its_setting(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"CHECKER_{name.upper()}", BAD[name])
    with pytest.raises(ConfigError) as refusal:
        Settings.load()
    assert name in str(refusal.value).lower()
    assert BAD[name] in str(refusal.value)


def test_a_key_is_never_shown(write_file: Any) -> None:
    write_file('api_key = ["sk-secret"]\n')
    with pytest.raises(ConfigError) as refusal:
        Settings.load()
    assert "api_key" in str(refusal.value).lower()
    assert "sk-secret" not in str(refusal.value)


def test_a_key_does_not_show_up_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHECKER_API_KEY", "sk-secret")
    assert "sk-secret" not in repr(Settings.load()) + str(Settings.load().model_dump_json())


def test_an_unknown_name_in_the_file_is_refused_by_its_name(write_file: Any) -> None:
    write_file('databse_url = "sqlite:///x.db"\n')
    with pytest.raises(ConfigError, match="databse_url"):
        Settings.load()


@pytest.mark.parametrize("content", ["port = \n", "= 3", 'user = "\n', "[[["])
def test_a_file_that_is_no_toml_is_named(content: str, write_file: Any) -> None:
    path = write_file(content)
    with pytest.raises(ConfigError) as refusal:
        Settings.load()
    assert str(path) in str(refusal.value)


def test_a_file_that_is_not_text_is_named(write_file: Any) -> None:
    path = write_file("")
    path.write_bytes(b"\xff\xfe\x00user")
    with pytest.raises(ConfigError) as refusal:
        Settings.load()
    assert str(path) in str(refusal.value)


def test_a_settings_file_that_is_asked_for_must_be_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CHECKER_SETTINGS", str(tmp_path / "none.toml"))
    with pytest.raises(ConfigError, match=r"none\.toml"):
        Settings.load()


def test_without_any_settings_the_defaults_hold() -> None:
    settings = Settings.load()
    assert (settings.model, settings.api_key, settings.four_eyes, settings.port) == (None, None, False, 8501)
    assert settings.user


def test_the_settings_file_is_looked_for_in_the_folder_of_the_platform() -> None:
    assert settings_file().name == SETTINGS_FILE
    assert settings_file().parent.name == "claim-checker"


def test_the_database_stands_in_the_data_folder_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings.load().url == f"sqlite:///{data_folder() / 'checker.db'}"
    monkeypatch.setenv("CHECKER_DATABASE_URL", "postgresql://ann@db/checker")
    assert Settings.load().url == "postgresql://ann@db/checker"


def test_what_is_shipped_beside_the_code_is_found() -> None:
    assert (resource("prompts") / "extract.md").is_file()


def test_a_child_process_gets_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "CHECKER_DATABASE_URL", "SOME_TOKEN"):
        monkeypatch.setenv(name, "secret")
    monkeypatch.setenv("LANG", "C.UTF-8")
    environment = environment_without_secrets()
    assert "secret" not in environment.values()
    assert environment["LANG"] == "C.UTF-8"


def test_prices_stand_in_the_settings_file_under_the_name_of_their_model(write_file: Any) -> None:
    write_file('topics = ["health"]\n[prices."openai:gpt-5-mini"]\ninput = 0.25\noutput = 2\ncached_input = 0.025\n')
    settings = Settings.load()
    assert settings.prices == {"openai:gpt-5-mini": Price(input=0.25, output=2, cached_input=0.025)}
    assert settings.topics == ("health",)


@pytest.mark.parametrize("written", ["health,energy", " health , energy ,", '["health", "energy"]'])
def test_topics_are_a_list_with_commas_or_json(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHECKER_TOPICS", written)
    assert Settings.load().topics == ("health", "energy")


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ('{"openai:m": {"input": 1}}', r"prices\.openai:m\.output .* Field required"),
        ('{"openai:m": {"input": -1, "output": 1}}', r"prices\.openai:m\.input has the value -1"),
        ('{"openai:m": {"input": 1, "output": 1, "per": 1000}}', r"prices\.openai:m\.per .* not permitted"),
        ('{"m": {"input": 1, "output": 1}}', r"provider:name.* and not 'm'"),
        ("[]", "valid dictionary"),
        ("1,50", r'expected JSON, such as \{"openai:gpt-5-mini"'),
    ],
)
def test_a_price_that_cannot_be_used_says_which_and_why(written: str, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHECKER_PRICES", written)
    with pytest.raises(ConfigError, match=says):
        Settings.load()


@pytest.mark.parametrize("cap", ["max_cost_per_run", "max_cost_per_day"])
def test_a_cap_on_the_cost_is_refused_when_a_price_is_missing(cap: str) -> None:
    price = {"openai:m": Price(input=1, output=1)}
    with pytest.raises(ConfigError, match=f"{cap} can only be kept when the setting prices names openai:m"):
        Settings.load(**{cap: 1, "model": "openai:m", "api_key": "sk-secret"})
    with pytest.raises(ConfigError, match="names openai:n"):
        Settings.load(**{cap: 1, "model": "openai:m", "second_reader_model": "openai:n", "second_reader": "all"}, prices=price)
    assert Settings.load(**{cap: 1, "model": "openai:m", "second_reader_model": "openai:n"}, prices=price)
    assert Settings.load(**{cap: 1})


def test_settings_that_do_not_go_together_are_not_listed_with_the_key_among_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHECKER_API_KEY", "sk-secret")
    monkeypatch.setenv("CHECKER_MAX_COST_PER_RUN", "1")
    monkeypatch.setenv("CHECKER_MODEL", "openai:m")
    with pytest.raises(ConfigError) as refusal:
        Settings.load()
    assert str(refusal.value).startswith("The settings do not go together: max_cost_per_run")
    assert "sk-secret" not in str(refusal.value)


def test_a_long_value_that_cannot_be_used_is_shown_in_part() -> None:
    with pytest.raises(ConfigError) as refusal:
        Settings.load(instructions="x" * 5_000)
    assert len(str(refusal.value)) < 400


def test_the_caps_are_none_unless_they_are_set() -> None:
    assert (Settings.load().run_caps, Settings.load().day_caps) == (Caps(), Caps())
    settings = Settings.load(max_tokens_per_run=5, max_cost_per_run=0.5, max_tokens_per_day=7, max_cost_per_day=1)
    assert settings.run_caps == Caps(tokens=5, cost=0.5)
    assert settings.day_caps == Caps(tokens=7, cost=1)


def test_a_proxy_is_believed_only_where_nobody_else_can_reach_the_app(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHECKER_SIGN_IN", "proxy")
    assert Settings.load().sign_in == "proxy"
    monkeypatch.setenv("CHECKER_HOST", "0.0.0.0")
    with pytest.raises(ConfigError, match="anybody could send its header"):
        Settings.load()
