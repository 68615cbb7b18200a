"""
The buttons of triage under test: the page is given the very message that a browser sends when one is pressed.

Never here: a test.
"""

import json
from collections.abc import Iterator
from typing import Any

from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from checker.ui.keys import BAR


def press(app: AppTest, *keys: str) -> AppTest:
    """Press buttons one after another, each where the page shows it and it can be pressed."""
    for key in keys:
        if key in {each.key for each in app.button}:
            app.button(key=key).click().run()
        else:
            assert not button(app, key)["off"]
            send(app, key)
        assert not app.exception
    return app


def button(app: AppTest, key: str) -> dict[str, Any]:
    """Return what the page says of a button of its bar."""
    return next(each for each in buttons(app) if each["key"] == key)


def buttons(app: AppTest) -> Iterator[dict[str, Any]]:
    """Yield the buttons of the bar, if the page has one."""
    if any(each.key == BAR for each in app.get("bidi_component")):
        for row in json.loads(app.get_by_key(BAR).proto.json)["rows"]:
            yield from row["buttons"]


def send(app: AppTest, pressed: object) -> AppTest:
    """Send what a browser would say of a press, or what a forged message would."""
    states = app._tree.get_widget_states()
    trigger = _make_trigger_id(app.get_by_key(BAR).proto.id, "events")
    states.widgets.append(WidgetState(id=trigger, json_trigger_value=json.dumps([{"event": "pressed", "value": pressed}])))
    return app._run(states)
