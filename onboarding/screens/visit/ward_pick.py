"""A business of the ward's list, offered while its name is being typed."""

import time

import streamlit as st

from ...logbook.files.ward_file import Row
from ...logbook.files.ward_list import begin, find
from .. import current_member, fields
from ..memo import per_session
from ..session import OpenVisit, store
from ..words import _

FEW = 3


def offer(visit: OpenVisit) -> None:
    """Up to three rows that fit the name; a touch fills in what the list says and the row is offered no more."""
    name, commune = str(visit.get("business.name", "")), str(visit.get("business.commune", ""))
    if visit.state != "open" or visit.get("listed") or len(name) < 3 or not commune:
        return
    minute = int(time.monotonic() / 60)
    for batch, row in per_session("listed", (visit.id, commune, name, minute), lambda: _found(commune, name)):
        current_member.log_access("list", visit.id)
        words = " · ".join(part for part in (row.name, row.owner, row.address) if part)
        label = _("Có trong danh sách của xã: {words}", words=fields.plain(words))
        if st.button(label, key=f"listed_{batch}_{row.line}", width="stretch"):
            _take(visit, commune, batch, row)
            st.rerun()


def _found(commune: str, name: str) -> list[tuple[str, Row]]:
    with store().reading() as conn:
        return find(conn, commune, name, FEW)


def _take(visit: OpenVisit, commune: str, batch: str, row: Row) -> None:
    said = {"name": row.name, "owner": row.owner, "phone": row.phone, "address": row.address}
    business = str(visit.get("business_id") or visit.id)
    store().write(lambda conn: begin(conn, commune, batch, row.line, business))
    visit.put(("listed", row.line), *((f"business.{field}", text) for field, text in said.items() if text))
