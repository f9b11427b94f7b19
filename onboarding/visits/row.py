"""An open visit as a value, and its database row: secrets apart, sealed."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, cast

import msgspec
from sqlalchemy import Row

from ..errors import OnboardingError
from ..store import Store
from .merge import SECRETS, get, put

State = Literal["open", "handed_over", "closed"]
"""`closed`: deleted from the lists, and for an hour still there to be had back."""

ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class VisitRow:
    """An open or handed-over visit at one revision.

    `conflicts` names the paths of the save just made that another tab had changed meanwhile: the later save stands,
    the earlier value is kept aside. `unreadable` names secrets sealed under another key: ask for them again.
    """

    id: str
    rev: int
    step: int
    data: dict[str, Any]
    state: State
    team: str
    member: str
    commune: str
    created_at: datetime
    changed_at: datetime
    team_id: str = ""
    member_id: str = ""
    conflicts: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Summary:
    """A visit in a list; `title` is the business's name, or empty."""

    id: str
    title: str
    step: int
    state: State
    team: str
    member: str
    commune: str
    created_at: datetime
    changed_at: datetime

    @property
    def nameless(self) -> bool:
        """Handed over without consent to be recorded: a list says "Hộ không ghi tên"."""
        return self.state == "handed_over" and not self.title


HANDED_OVER_ON = "handed_over_on"
"""Where a visit keeps the day the pack was first handed over (ISO day in Việt Nam); return visits count from it."""

GIVEN = "pack.given"
"""Where a visit keeps what its hand-over was answered (`services.HandedOver` as JSON)."""


def is_id(text: object) -> bool:
    """Whether this could be a visit's id; anything else never reaches the store."""
    return isinstance(text, str) and ID.fullmatch(text) is not None


def require_id(text: str) -> str:
    if not is_id(text):
        raise OnboardingError("draft.gone")
    return text


class SecretBox:
    """Encrypts a visit's secrets on the way into the store and decrypts them on the way out."""

    def __init__(self, store: Store) -> None:
        self._keys = store.keys

    def seal(self, visit_id: str, path: str, value: Any) -> str:
        return self._keys.seal("draft", f"{visit_id}/{path}", msgspec.json.encode(value).decode("utf8"))

    def unseal(self, visit_id: str, path: str, token: str) -> Any:
        text = self._keys.unseal("draft", f"{visit_id}/{path}", token)
        return None if text is None else msgspec.json.decode(text)

    def open(self, row: Row[Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
        """The row's data with its secrets in place, and the paths that would not open."""
        data: dict[str, Any] = row.data
        unreadable = []
        for path, token in row.sealed.items():
            value = self.unseal(row.id, path, token)
            if value is None:
                unreadable.append(path)
            else:
                put(data, path, value)
        return data, tuple(unreadable)

    def split(self, visit_id: str, data: dict[str, Any], sealed: dict[str, str]) -> dict[str, str]:
        """Take the secrets out of `data`; return them sealed, those unchanged under the seal they had."""
        kept = dict(sealed)
        for path in SECRETS:
            value = get(data, path)
            old = self.unseal(visit_id, path, sealed[path]) if path in sealed else None
            if value is None and old is not None:
                kept.pop(path)
            elif value is not None and value != old:
                kept[path] = self.seal(visit_id, path, value)
            put(data, path, None)
        return kept

    def visit_row(self, row: Row[Any], conflicts: tuple[str, ...] = ()) -> VisitRow:
        data, unreadable = self.open(row)
        return VisitRow(
            row.id, row.rev, row.step, data, cast(State, row.state), row.team, row.member, row.commune,
            row.created_at, row.changed_at, row.team_id or "", row.member_id or "", conflicts, unreadable,
        )  # fmt: skip
