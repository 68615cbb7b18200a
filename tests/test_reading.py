"""Files and folders are read, the samples are there, and a desk is opened as the settings say."""

from datetime import timedelta
from pathlib import Path

import pytest

from checker import tasks
from checker.config import Settings
from checker.decisions import Desk
from checker.errors import CheckerError, ConfigError
from checker.tasks import setup
from tests.desks import ANN
from tests.extracting import OFFLINE


def test_a_file_a_folder_and_what_is_left_out_of_it_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Unemployment fell.", encoding="utf-8")
    (tmp_path / "b.exe").write_bytes(b"MZ\x00\x00")
    meant = tasks.expand([str(tmp_path), "-", "https://example.org/a"])
    assert meant.singles == (str(tmp_path / "a.txt"), "-", "https://example.org/a")
    assert [Path(name).name for name, _ in meant.left_out] == ["b.exe"]
    assert tasks.read_source(OFFLINE, meant.singles[0]).text == "Unemployment fell."


@pytest.mark.parametrize("name", ["README.md", "readme.txt", "LICENSE.txt", "Licence.md", "COPYING.txt"])
def test_a_file_that_tells_about_its_folder_is_passed_over_unless_it_is_named_itself(tmp_path: Path, name: str) -> None:
    for each in (name, "readme-about-rents.txt"):
        (tmp_path / each).write_text("Unemployment fell.", encoding="utf-8")
    folder, named = tasks.expand([str(tmp_path)]), tasks.expand([str(tmp_path / name)])
    assert (folder.singles, folder.passed_over) == ((str(tmp_path / "readme-about-rents.txt"),), (str(tmp_path / name),))
    assert (named.singles, named.passed_over) == ((str(tmp_path / name),), ())


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CheckerError, match=r"none\.txt"):
        tasks.read_source(OFFLINE, str(tmp_path / "none.txt"))


def test_the_samples_are_all_added_once(desk: Desk) -> None:
    first = list(tasks.load_samples(desk, OFFLINE, ANN))
    assert [name for name, _ in first] == [path.name for path in tasks.sample_files()]
    assert first
    assert [name for name, result in first if not (isinstance(result, tasks.Ingested) and result.is_new)] == []
    again = [result for _, result in tasks.load_samples(desk, OFFLINE, ANN)]
    assert [result.is_new for result in again if isinstance(result, tasks.Ingested)] == [False] * len(first)


def test_a_desk_is_opened_as_the_settings_say(database_url: str) -> None:
    settings = Settings(database_url=database_url, scale="evidence", four_eyes=True, lease_minutes=3, user="Ann")
    desk = tasks.open_desk(settings)
    assert (desk.scale.id, desk.four_eyes, desk.lease_for) == ("evidence", True, timedelta(minutes=3))
    assert desk.now().tzinfo is not None
    assert tasks.local_user(settings, "s").name == "Ann"
    desk.store.close()


def test_a_scale_that_nobody_knows_is_named(database_url: str) -> None:
    with pytest.raises(ConfigError, match="seven-point"):
        tasks.open_desk(Settings(database_url=database_url, scale="seven-point"))


def test_ids_are_long_enough_not_to_meet_and_can_be_read_out() -> None:
    ids = {tasks.new_id() for _ in range(2_000)}
    assert len(ids) == 2_000
    assert {len(each) for each in ids} == {setup.ID_LENGTH}
    assert not set("".join(ids)) - set(setup.ID_LETTERS)
