"""What a session remembers by a name, and what a choice says before anything is chosen."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

SCREENS = Path(__file__).parents[2] / "onboarding" / "screens"


def calls(name: str) -> Iterator[tuple[Path, ast.Call]]:
    for path in sorted(SCREENS.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf8"))):
            if isinstance(node, ast.Call) and name == getattr(node.func, "attr", getattr(node.func, "id", "")):
                yield path, node


def test_no_two_places_remember_something_under_one_name():
    """Each would drop what the other remembers, at every rerun."""
    names = Counter(
        call.args[0].value for _path, call in calls("per_session") if isinstance(call.args[0], ast.Constant)
    )
    assert names
    assert [name for name, often in names.items() if often > 1] == []


def test_a_choice_with_nothing_chosen_says_so_in_our_words():
    silent = []
    for path, call in calls("selectbox"):
        said = {word.arg: word.value for word in call.keywords}
        may_be_empty = (
            any(isinstance(one, ast.Constant) and one.value is None for one in ast.walk(said["index"]))
            if ("index" in said)
            else False
        )
        if may_be_empty and "placeholder" not in said:
            silent.append(f"{path.name}:{call.lineno}")
    assert silent == []
