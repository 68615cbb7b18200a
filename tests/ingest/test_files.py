import os
from pathlib import Path

import pytest

from checker.errors import InputError, TooLarge
from checker.ingest.files import find_files, read_bytes
from checker.ingest.source import Limits


def _make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("hello")


def _names(paths: tuple[Path, ...], folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in paths]


def test_a_folder_gives_its_documents_in_order_with_those_of_the_folders_in_it(tmp_path: Path) -> None:
    _make(tmp_path, "b.txt", "a.PDF", "sub/c.srt", "sub/deep/d.html")
    assert _names(find_files([tmp_path]).files, tmp_path) == ["a.PDF", "b.txt", "sub/c.srt", "sub/deep/d.html"]


def test_hidden_files_and_folders_are_passed_over(tmp_path: Path) -> None:
    _make(tmp_path, ".DS_Store", ".git/a.txt", "a.txt")
    found = find_files([tmp_path])
    assert (_names(found.files, tmp_path), found.left_out) == (["a.txt"], ())


def test_an_unknown_ending_in_a_folder_is_left_out_with_the_reason(tmp_path: Path) -> None:
    _make(tmp_path, "a.txt", "table.xlsx")
    (left_out,) = find_files([tmp_path]).left_out
    assert left_out.path.name == "table.xlsx"
    assert "'.xlsx' is not among .txt" in left_out.reason


def test_a_file_that_is_named_is_taken_whatever_its_ending(tmp_path: Path) -> None:
    _make(tmp_path, "notes.log")
    assert find_files([tmp_path / "notes.log"]).files == (tmp_path / "notes.log",)


def test_a_path_that_does_not_exist_is_left_out_and_the_others_are_read(tmp_path: Path) -> None:
    _make(tmp_path, "a.txt")
    found = find_files([tmp_path / "no.txt", tmp_path / "a.txt"])
    assert [path.name for path in found.files] == ["a.txt"]
    assert [each.reason for each in found.left_out] == ["there is no such file or folder"]


def test_a_file_that_is_named_twice_is_read_once(tmp_path: Path) -> None:
    _make(tmp_path, "a.txt")
    assert find_files([tmp_path, tmp_path / "a.txt", tmp_path]).files == (tmp_path / "a.txt",)


def test_links_are_not_followed_out_of_the_folder(tmp_path: Path) -> None:
    _make(tmp_path, "in/a.txt", "out/secret.txt")
    (tmp_path / "in/secret.txt").symlink_to(tmp_path / "out/secret.txt")
    (tmp_path / "in/more").symlink_to(tmp_path / "out")
    (tmp_path / "in/circle").symlink_to(tmp_path / "in")
    found = find_files([tmp_path / "in"])
    assert [path.name for path in found.files] == ["a.txt"]
    reasons = {each.path.name: each.reason for each in found.left_out}
    assert reasons["secret.txt"] == reasons["more"] == "it is a link that leads out of the folder"
    assert "secret.txt" not in [path.name for path in found.files]


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert [each.reason for each in find_files([tmp_path, tmp_path / "pipe.txt"]).left_out] == ["it is no regular file"]


def test_a_file_over_the_limit_is_not_read(tmp_path: Path) -> None:
    _make(tmp_path, "a.txt")
    with pytest.raises(TooLarge, match="CHECKER_MAX_MEGABYTES"):
        read_bytes(tmp_path / "a.txt", limits=Limits(max_bytes=4, max_characters=9))
    assert read_bytes(tmp_path / "a.txt", limits=Limits(max_bytes=5, max_characters=9)) == b"hello"


def test_a_pipe_or_a_device_is_refused_and_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "zeros.txt").symlink_to("/dev/zero")
    for path in (tmp_path / "pipe.txt", tmp_path / "zeros.txt", Path("/dev/zero"), Path(os.devnull)):
        with pytest.raises(InputError, match=f"{path} is no regular file"):
            read_bytes(path, limits=Limits(max_bytes=4, max_characters=9))


def test_a_folder_has_no_bytes(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read: Is a directory"):
        read_bytes(tmp_path, limits=Limits(max_bytes=4, max_characters=9))


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.txt cannot be read: No such file"):
        read_bytes(tmp_path / "gone.txt", limits=Limits(max_bytes=4, max_characters=9))
