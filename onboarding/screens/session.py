"""Session state shared by the screens: which store (the team's or the sample one), and the open visit."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from ..members import CurrentMember
from ..places import commune
from ..store import Store, default_url, the_store
from ..store.engine import address, is_sqlite
from ..visits import VisitRow, Visits
from .live_save import Field, typing_of_session
from .memo import forget, per_run, per_session
from .steps import codes
from .words import lang

DEMO, STEP, _TEAM = "demo", "step", "visits_of_team"
_OF_PRODUCT = ("listing", "texts")
"""The parts of a visit that each of its products has of its own."""
ROOT = Path(__file__).parents[2] / "data"
_MISSING = object()


def is_demo() -> bool:
    """Whether this visitor is trying the kit with sample data; the address remembers it."""
    return per_run(DEMO, lambda: st.query_params.get(DEMO) == "1")


def set_demo(on: bool) -> None:
    """Try the kit with sample data from now on, or no longer."""
    if on:
        st.query_params[DEMO] = "1"
    else:
        st.query_params.pop(DEMO, None)
    forget(DEMO)


def store() -> Store:
    """The team's store, or the separate sample store beside it, one of each per process."""
    return the_store(demo_url()) if is_demo() else the_store()


def demo_url() -> str:
    """The sample store: `demo.db` in the folder of the team's own file, or under `data/`."""
    mine = address(default_url())
    folder = Path(mine.database or "").parent if is_sqlite(mine) else ROOT
    return f"sqlite:///{folder / 'demo.db'}"


class OpenVisit:
    """The visit on this screen. Widgets are drawn from it and report back what they returned.

    Streamlit has no supported way for two tabs on one row, so a widget's key carries a generation:

        this tab's widget last returned A (`seen`), the row holds B, the widget still shows A
        → another tab wrote B → next generation: a fresh widget, drawn with B
        the widget shows C ≠ A → a person typed C here → same generation, C is saved

    What live_save.py wrote for this tab while it was being typed counts as this tab's own.
    """

    product = ""
    """The further product that `listing` and `texts` stand for on this screen; "" for the first one."""

    def __init__(self, visits: Visits, row: VisitRow) -> None:
        self.visits, self._row = visits, row
        self._seen: dict[str, Any] = st.session_state.setdefault(f"seen_{row.id}", {})
        self._generation: dict[str, int] = st.session_state.setdefault(f"generation_{row.id}", {})
        self._typing = typing_of_session()

    @property
    def id(self) -> str:
        return self._row.id

    @property
    def rev(self) -> int:
        """Grows with every change, whoever makes it."""
        return self._row.rev

    @property
    def team(self) -> str:
        """The team's name when the visit was begun."""
        return self._row.team

    @property
    def member(self) -> str:
        """The member who began it."""
        return self._row.member

    @property
    def step(self) -> int:
        """The place of the step it was left on, from 0."""
        return self._row.step

    @property
    def state(self) -> str:
        return self._row.state

    @property
    def form(self) -> str:
        """What the widget keys of a product begin with: the visit's whole id, and the further product's."""
        return f"{self.id}_{self.product}" if self.product else self.id

    @property
    def data(self) -> dict[str, Any]:
        """The row's data; `listing` and `texts` are those of the product on this screen."""
        if not self.product:
            return self._row.data
        own = self._row.data.get("products", {}).get(self.product) or {}
        return {**self._row.data, **{part: own.get(part) or {} for part in _OF_PRODUCT}}

    def _at(self, path: str) -> str:
        """Where a path of the product on this screen stands in the row."""
        return f"products.{self.product}.{path}" if self.product and path.split(".")[0] in _OF_PRODUCT else path

    def get(self, path: str, default: Any = None) -> Any:
        """The value at a dotted path, or `default`."""
        value: Any = self._row.data
        for part in self._at(path).split("."):
            value = value.get(part, _MISSING) if isinstance(value, Mapping) else _MISSING
            if value is _MISSING:
                return default
        return default if value is None else value

    def put(self, *changes: tuple[str, Any], step: int | None = None, rev: int | None = None) -> None:
        """Save changes at once, as (dotted path, value); those equal to the row's cost nothing.

        `rev`: the revision the person saw, where another tab may have written between that and this run.
        """
        fresh = {self._at(path): value for path, value in changes if self.get(path) != value}
        if fresh or (step is not None and step != self.step):
            self._row = self.visits.save(self.id, fresh, rev=self._row.rev if rev is None else rev, step=step)

    def key(self, path: str, *, blank: Any = None) -> str:
        """The widget key of a path; see the class for when it changes. `blank`: what an untouched widget returns."""
        path = self._at(path)
        value, seen = self.get(path), self._seen.get(path, _MISSING)
        name = f"w_{self.id}_{path.replace('.', '_')}"
        generation = self._generation.get(path, 0)
        if seen is not _MISSING and not _same(value, seen) and not self._typing.wrote(self.id, path, value):
            shown = st.session_state.get(f"{name}_{generation}", seen)
            if shown == seen or (seen is None and shown == blank):
                generation = self._generation[path] = generation + 1
                self._seen[path] = value
                self._typing.rev.pop((self.id, path), None)
        return f"{name}_{generation}"

    def text_key(self, path: str, most: int) -> str:
        """The widget key of a text field whose typing is saved before it is left (at most `most` characters)."""
        key, path = self.key(path), self._at(path)
        self._typing.fields[key] = Field(self.visits, self.id, path, most)
        self._typing.rev.setdefault((self.id, path), self.rev)
        return key

    def settle(self, path: str, returned: Any) -> Any:
        """Save what a widget returned, if the person changed it; give it back."""
        path = self._at(path)
        before = self._seen.get(path, self.get(path))
        if not _same(before, returned):
            self.put((path, returned), rev=self._typing.rev.get((self.id, path)))
        self._seen[path] = returned
        if (self.id, path) in self._typing.rev:
            self._typing.rev[self.id, path] = max(self.rev, self._typing.rev[self.id, path])
        return returned

    def overwritten(self, path: str) -> Any:
        """What another tab or device had at this path before a later save; None when nothing, or once answered."""
        path = self._at(path)
        trail = per_session("trail", (self.id, self.rev), lambda: self.visits.trail(self.id))
        answered = int(self.get(f"trail_answered.{_slot(path)}", 0))
        values = [value for rev, at, value in trail if at == path and rev > answered]
        return values[-1] if values and not _same(values[-1], self.get(path)) else None

    def answer_overwritten(self, path: str, *, take_back: Any = None) -> None:
        """Keep what stands, or put `take_back` in its place; either way the question is not put again."""
        path = self._at(path)
        if take_back is not None:
            self.put((path, take_back))
        self.put((f"trail_answered.{_slot(path)}", self.rev))

    def go(self, code: str) -> None:
        """Show a step by its code; the address names it, so that the browser's back button finds its way."""
        place = codes().index(code)
        self.put(step=place)
        st.query_params[STEP] = code
        st.rerun()


def _slot(path: str) -> str:
    return path.replace(".", "-")


def _same(left: Any, right: Any) -> bool:
    """Equal; a field nobody touched is as good as an empty one."""
    return bool(left == right) or all(value in (None, "", []) for value in (left, right))


def bind_team(team_id: str) -> None:
    """From now on this session sees the visits of this team; "" of none."""
    st.session_state[_TEAM] = team_id


def team_id() -> str:
    """The team whose visits this session sees."""
    return str(st.session_state.get(_TEAM, ""))


def visit_repository() -> Visits:
    """The visits of this visitor's team."""
    return Visits(store(), team_id())


def visit_in_address(team: str | None) -> OpenVisit | None:
    """The visit named in the address, if it is this team's; never makes one, only a button does."""
    repository = Visits(store(), team or "")
    visit = repository.load(st.query_params.get("d", ""))
    return OpenVisit(repository, visit) if visit else None


def new_visit(who: CurrentMember) -> str:
    """The id of a new visit of this member; a double tap gets the one begun a moment ago and not yet written in."""
    visits = Visits(store(), who.team_id)
    data = {"lang": lang(), "business": {"commune": who.commune}}
    return (
        visits.untouched(who.member_id)
        or visits.create(team=who.team, member=who.member, member_id=who.member_id, commune=who.commune, data=data).id
    )


def place_name(code: str) -> str:
    """A commune as people say it, with its province."""
    place = commune(code)
    return f"{place.name}, {place.province}"
