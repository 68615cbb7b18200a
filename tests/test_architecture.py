"""What the house rules say of the code itself, held by machine."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

CODE = Path(__file__).parents[1] / "checker"
MODULES = sorted(CODE.rglob("*.py"))
LONGEST_MODULE = 400

Documented = ast.ClassDef | ast.FunctionDef


def _name(path: Path) -> str:
    return path.relative_to(CODE.parent).as_posix()


def test_imports_point_the_way_that_the_contracts_say() -> None:
    # In a process of its own: the linter sets up logging so that every logger made before it falls silent.
    linter = Path(sys.executable).with_name("lint-imports")
    linted = subprocess.run([linter, "--no-logo", "--no-cache"], cwd=CODE.parent, capture_output=True, text=True, check=False)
    assert linted.returncode == 0, linted.stdout + linted.stderr


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_a_module_is_short_enough_to_be_read(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


def test_every_part_of_a_page_that_is_drawn_by_itself_asks_who_looks() -> None:
    assert [_name(path) for path in MODULES if "st.fragment" in path.read_text(encoding="utf-8")] == ["checker/ui/session.py"]


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_no_module_puts_its_work_off(path: Path) -> None:
    words = ("TO" + "DO", "FIX" + "ME", "XX" + "X")
    assert not re.findall("|".join(rf"\b{word}\b" for word in words), path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_everything_public_is_explained(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if "migrations" not in path.parts:
        assert [name for name, node in _public(tree) if not ast.get_docstring(node)] == []
    assert ast.get_docstring(tree) or not tree.body


def _public(scope: ast.Module | ast.ClassDef, prefix: str = "") -> Iterator[tuple[str, Documented]]:
    for node in scope.body:
        if isinstance(node, Documented) and not node.name.startswith("_"):
            yield prefix + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from _public(node, f"{node.name}.")


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_only_the_settings_read_the_environment(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert path == CODE / "config.py" or not re.search(r"\b(os\.environ|getenv|environ[.[])", source)


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert not {path.stem for path in CODE.rglob("*")} & {"utils", "helpers", "common", "base", "manager", "service"}
