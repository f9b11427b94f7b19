"""The photo button of a screen under AppTest: what the page sends when a photo was chosen, as the browser sends it."""

import base64
import json

from streamlit.testing.v1 import AppTest


def send_photo(at: AppTest, raw: bytes, *, shot: str, batch: str = "1", name: str = "") -> AppTest:
    """One photo by the only photo button on the screen; `shot` is its id, a new one for each choosing."""
    photo = {"id": shot, "batch": batch, "name": name, "b64": base64.b64encode(raw).decode("ascii")}
    return send(at, json.dumps([{"event": "photo", "value": photo}]))


def send(at: AppTest, message: str) -> AppTest:
    """Any message of the button's page."""
    (button,) = [one.proto for one in at.get("bidi_component") if one.proto.component_name == "kit_phonecam"]
    states = at._tree.get_widget_states()
    states.widgets.add(id=f"$$STREAMLIT_INTERNAL_KEY_{button.id}__events", json_trigger_value=message)
    return at._run(states)
