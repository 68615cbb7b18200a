"""Every page in both themes, as axe-core sees it; it comes with a package, so that nothing has to be fetched."""

from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser import hostile
from tests.browser.conftest import Server, ready, running, settled

pytestmark = pytest.mark.browser

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
RUN = "() => axe.run({ resultTypes: ['violations'] })"
SHOWN = 300  # milliseconds after which what a key opens is on its way
PATHS = hostile.paths() | {"nothing": "/records?record=nowhere", "nobody": "/records?q=nobody", "empty": "/?document=nowhere"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Start the app where a second person approves, on a desk with claims at every step."""
    with hostile.served(tmp_path_factory.mktemp("app")) as started:
        yield started


def violations(page: Page) -> list[str]:
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate(RUN)
    return [
        f"{each['id']} ({each['impact']}) at {node['target']}: {node['html'][:120]}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_axe_finds_nothing(window: Callable[..., Page], server: Server, path: str, theme: Literal["light", "dark"]) -> None:
    page = window(color_scheme=theme, reduced_motion="reduce")
    page.goto(server.url + path)
    settled(page)

    assert violations(page) == []


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Start the app so that nobody comes in without a sign-in."""
    folder = tmp_path_factory.mktemp("gate")
    with running(folder, f"sqlite:///{folder / 'desk.db'}", sign_in="provider") as started:
        yield started


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_at_the_gate(window: Callable[..., Page], gate: Server, theme: Literal["light", "dark"]) -> None:
    page = window(color_scheme=theme, reduced_motion="reduce")
    page.goto(gate.url)
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    settled(page)

    assert violations(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_what_a_key_opens(
    window: Callable[..., Page], server: Server, theme: Literal["light", "dark"]
) -> None:
    page = window(color_scheme=theme, reduced_motion="reduce")
    page.goto(f"{server.url}/?claim=hostile-1")
    ready(page)
    found = []
    for key in ("g", "?", "Escape", "e", "Escape", "x", "Escape", "z", "Escape", "p", "Escape", "d"):
        page.keyboard.press(key)
        page.wait_for_timeout(SHOWN)
        settled(page)
        ready(page)
        found += [(key, each) for each in violations(page)]

    assert found == []
