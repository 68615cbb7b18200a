"""The overview draws its charts under the page's own security policy and asks no foreign host for anything."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from checker import review
from checker.decisions import Desk, Seen
from tests.browser.conftest import Server
from tests.desks import at
from tests.ui.filled import OTHER, claim, fill

pytestmark = pytest.mark.browser

Window = Callable[..., Page]
MARKS = """chart => {
  const canvas = chart.querySelector("canvas")
  if (!canvas) return chart.querySelectorAll("path").length
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height)
  const colours = new Set()
  for (let at = 0; at < data.length; at += 4) if (data[at + 3] > 200) colours.add(data.slice(at, at + 3).join())
  return colours.size
}"""


def test_charts_are_drawn_without_a_foreign_host_and_lead_to_the_oldest_claim(
    window: Window, server: Server, desk: Desk
) -> None:
    fill(desk, "The tax rose to 4 percent.", "Prices fell in May.", "Rents rose in June.", document_id="overview")
    for number, seconds in ((2, 5.0), (3, 0.0)):  # as fast as a person decides, or nothing is timed
        review.accept(at(desk, desk.now() - timedelta(seconds=seconds)), OTHER, Seen(claim_id=f"overview-{number}", version=1))
    asked: list[str] = []
    said_of: list[str] = []
    page = window(timezone_id="Pacific/Auckland")
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda said: said_of.append(said.text))
    page.goto(f"{server.url}/overview")

    charts = page.locator('[data-testid="stVegaLiteChart"]')
    expect(charts).to_have_count(2)
    expect(charts.first.locator("canvas, svg").first).to_be_visible()
    page.wait_for_function(f"() => ({MARKS})(document.querySelector('[data-testid=stVegaLiteChart]')) > 2")
    expect(page.get_by_text("days begin at midnight in the time zone Pacific/Auckland")).to_be_visible()
    expect(page.get_by_role("table", name="What each person did in this time")).to_contain_text("ben")
    assert not [each for each in said_of if each.startswith("Evaluating a string as JavaScript")]
    assert [url for url in asked if not url.startswith((server.url, "data:", "blob:"))] == []

    page.get_by_role("link", name="Open it").click()
    expect(page.locator(".lines .claim")).to_contain_text("The tax rose to 4 percent.")
    assert claim(desk, "overview-1").lease is not None
