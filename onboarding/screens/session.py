"""What one visitor's screens share: which store (the team's or the sample one), and the open draft."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from ..places import commune
from ..store import Store, default_url, the_store
from ..store.engine import address, is_sqlite
from ..visits import Draft, Drafts

DEMO = "demo"
ROOT = Path(__file__).parents[2] / "data"
_MISSING = object()


def is_demo() -> bool:
    """Whether this visitor is trying the kit with sample data; the address remembers it."""
    return st.query_params.get(DEMO) == "1"


def store() -> Store:
    """The team's store, or the separate sample store beside it, one of each per process."""
    return the_store(demo_url()) if is_demo() else the_store()


def demo_url() -> str:
    """The sample store: `demo.db` in the folder of the team's own file, or under `data/`."""
    mine = address(default_url())
    folder = Path(mine.database or "").parent if is_sqlite(mine) else ROOT
    return f"sqlite:///{folder / 'demo.db'}"


class OpenDraft:
    """The draft on this screen. Widgets are drawn from it and report back what they returned.

    `seen` is what each widget last returned in this session: only a change of *that* is a person's edit, so a
    second tab's edit is shown here instead of being overwritten by what stood in this tab.
    """

    def __init__(self, drafts: Drafts, draft: Draft) -> None:
        self.drafts, self._draft = drafts, draft
        self._seen: dict[str, Any] = st.session_state.setdefault(f"seen_{draft.id}", {})
        self._turn: dict[str, int] = st.session_state.setdefault(f"turn_{draft.id}", {})

    @property
    def id(self) -> str:
        return self._draft.id

    @property
    def rev(self) -> int:
        """Grows with every change, whoever makes it."""
        return self._draft.rev

    @property
    def step(self) -> int:
        return self._draft.step

    @property
    def state(self) -> str:
        return self._draft.state

    @property
    def data(self) -> dict[str, Any]:
        return self._draft.data

    def get(self, path: str, default: Any = None) -> Any:
        """The value at a dotted path, or `default`."""
        found: Any = self._draft.data
        for part in path.split("."):
            found = found.get(part, _MISSING) if isinstance(found, Mapping) else _MISSING
            if found is _MISSING:
                return default
        return default if found is None else found

    def put(self, *changes: tuple[str, Any], step: int | None = None) -> None:
        """Save changes at once, as (dotted path, value); those equal to what is kept cost nothing."""
        fresh = {path: value for path, value in changes if self.get(path) != value}
        if fresh or (step is not None and step != self.step):
            self._draft = self.drafts.save(self.id, fresh, rev=self._draft.rev, step=step)

    def key(self, path: str) -> str:
        """The widget key of a path. It changes only when another tab changed the value and nothing was typed here."""
        kept, seen = self.get(path), self._seen.get(path, _MISSING)
        name = f"w_{self.id}_{path.replace('.', '_')}"
        turn = self._turn.get(path, 0)
        if seen is not _MISSING and not _same(kept, seen):
            here = st.session_state.get(f"{name}_{turn}", seen)
            if here == seen:
                turn = self._turn[path] = turn + 1
                self._seen[path] = kept
        return f"{name}_{turn}"

    def settle(self, path: str, returned: Any) -> Any:
        """Save what a widget returned, if the person changed it; give it back."""
        before = self._seen.get(path, self.get(path))
        if not _same(before, returned):
            self.put((path, returned))
        self._seen[path] = returned
        return returned

    def go(self, step: int) -> None:
        """Save the step and show it."""
        self.put(step=step)
        st.rerun()


def _same(one: Any, other: Any) -> bool:
    """Equal; a field nobody touched is as good as an empty one."""
    return bool(one == other) or all(value in (None, "", []) for value in (one, other))


def drafts() -> Drafts:
    """The drafts of this visitor's store."""
    return Drafts(store())


def open_draft() -> OpenDraft | None:
    """The draft named in the address, or None. Opening a page never makes one; only a button does."""
    kept = drafts()
    found = kept.load(st.query_params.get("d", ""))
    return OpenDraft(kept, found) if found else None


def place_name(code: str) -> str:
    """A commune as people say it, with its province."""
    place = commune(code)
    return f"{place.name}, {place.province}"
