"""Whatever publishers make of ClaimReview, the linter names record and rule, or why nothing can be read; and it never falls over."""

from pathlib import Path

import pytest

from checker.export.hints import HINTS
from tests.cli.conftest import Run
from tests.cli.wild import WILD, File


@pytest.mark.parametrize("file", WILD.values(), ids=WILD)
def test_each_malformation_is_named_by_its_place_and_rules(
    run: Run, file: File, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, data, expected = file
    monkeypatch.chdir(tmp_path)
    Path(name).write_bytes(data)
    done = run("lint", name)
    told: dict[str, list[str]] = {}
    for line in done.stdout.splitlines():
        _, place, rule = line.split(": ", 3)[:3]
        told.setdefault(place, []).append(rule.split()[1])
    assert told == {place: rules.split() for place, rules in expected.items() if rules}, done.stdout
    assert done.exit_code == int(any(rule.startswith("CR") for rules in told.values() for rule in rules))
    assert done.stderr.count("\n") == 1


def test_every_hint_at_what_keeps_a_file_from_being_json_helps_with_something_in_the_wild(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = ""
    for number, (name, data, _) in enumerate(WILD.values()):
        path = f"{number}-{name}"
        Path(path).write_bytes(data)
        told += run("lint", path).stdout
    assert [what for _, what in HINTS if f"{what}." not in told] == []
