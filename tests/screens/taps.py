"""Lets AppTest see and press the buttons the kit draws as one element (`button_list`, the ticks of the progress).

AppTest runs no browser script, so it knows Streamlit's own buttons alone; a press is sent here as that script sends it.
"""

import json
from collections.abc import Iterator

from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import WidgetList

LISTS = {"kit_buttons": ("items", "press"), "kit_page": ("ticks", "go")}
"""Component → where its data has the buttons, and the event of a press."""


class ListedButton:
    """One button of a list, with what tests use of AppTest's own."""

    value, disabled = False, False

    def __init__(self, at: AppTest, element: str, event: str, key: str, label: str, kind: str) -> None:
        self._at, self._element, self._event = at, element, event
        self.key, self.label, self.kind = key, label, kind

    def click(self) -> "ListedButton":
        return self

    def run(self) -> AppTest:
        states = self._at._tree.get_widget_states()
        events = json.dumps([{"event": self._event, "value": self.key}])
        states.widgets.add(id=_make_trigger_id(self._element, "events"), json_trigger_value=events)
        return self._at._run(states)


def listed(at: AppTest) -> Iterator[ListedButton]:
    """The buttons of every list on the screen."""
    for one in at.get("bidi_component"):
        if one.proto.component_name in LISTS:
            where, event = LISTS[one.proto.component_name]
            for item in json.loads(one.proto.json)[0][where]:
                yield ListedButton(at, one.proto.id, event, *item)


def answer(at: AppTest, question: str, value: bool | None) -> AppTest:
    """Answer one question of a list of yes and no; None takes the answer back."""
    (one,) = [one for one in at.get("bidi_component") if one.proto.component_name == "kit_yes_no"]
    states = at._tree.get_widget_states()
    events = json.dumps([{"event": "answer", "value": {question: value}}])
    states.widgets.add(id=_make_trigger_id(one.proto.id, "events"), json_trigger_value=events)
    return at._run(states)


def answers(at: AppTest) -> dict[str, bool | None]:
    """What stands as the answer of each question of the list."""
    (one,) = [one for one in at.get("bidi_component") if one.proto.component_name == "kit_yes_no"]
    return {key: value for key, _words, value in json.loads(one.proto.json)[0]["questions"]}


def unfold(at: AppTest, label: str) -> AppTest:
    """Open a fold that draws its inside at a touch."""
    (one,) = [block for block in at.expander if block.label.startswith(label)]
    at.session_state[one.proto.id.rpartition("-")[2]] = True
    return at.run()


def install() -> None:
    """From now on `at.button` has both kinds."""
    AppTest.button = property(lambda at: WidgetList([*at._tree.button, *listed(at)]))
