"""The built wheel holds all that the installed command needs, and finds it there."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
WHERE = "from checker.config import resource; print(resource({name!r}))"


@pytest.fixture(name="installed", scope="module")
def _installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


@pytest.mark.parametrize("name", ["app.py", ".streamlit/config.toml", "prompts/extract.md", "seeds/documents/town-hall.srt"])
def test_what_stands_beside_the_code_comes_with_the_wheel(installed: Path, name: str) -> None:
    command = [sys.executable, "-c", WHERE.format(name=name)]
    done = subprocess.run(command, cwd=installed, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(installed / "checker" / "_shipped" / name)
    assert Path(done.stdout.strip()).read_bytes() == (ROOT / name).read_bytes()


def test_the_wheel_holds_no_tests_and_every_migration(installed: Path) -> None:
    migrations = "checker/store/migrations/versions"
    assert not (installed / "tests").exists()
    assert {path.name for path in (installed / migrations).glob("*.py")} == {
        path.name for path in (ROOT / migrations).glob("*.py")
    }


def test_an_installed_wheel_extracts_claims(installed: Path, tmp_path: Path) -> None:
    speech = tmp_path / "speech.txt"
    speech.write_text("Rents rose by 14 percent in 2024.", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "checker", "extract", str(speech)], cwd=installed, capture_output=True, text=True, check=True
    )
    assert "Rents rose by 14 percent in 2024." in done.stdout
