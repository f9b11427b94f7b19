"""The read API: an area's token reads what is published for that area, and nothing else."""

import asyncio
import csv
import io
import json
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onboarding.exchange.counts_api import OPENAPI, PARAMETERS, renew_token, token_of
from onboarding.exchange.receiver import Receiver
from onboarding.logbook import Logbook, demo
from onboarding.places import Areas, communes_of, drawn
from onboarding.store import open_store


class Said(NamedTuple):
    """A response of the application."""

    status_code: int
    headers: dict[str, str]
    content: bytes

    def json(self):
        return json.loads(self.content)


def call(app, path, params=None, authorization: bytes | None = None) -> Said:
    """One GET through the ASGI application itself."""
    sent: list[dict] = []
    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "scheme": "http", "root_path": "",
        "query_string": urlencode(params or {}).encode(), "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
        "http_version": "1.1", "headers": [(b"authorization", authorization)] if authorization is not None else [],
    }  # fmt: skip

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    start, *bodies = sent
    headers = {name.decode(): value.decode() for name, value in start["headers"]}
    return Said(start["status"], headers, b"".join(body.get("body", b"") for body in bodies))


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    """A store with 2,000 businesses and two reporting areas, and its receiver."""
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('area') / 'kit.db'}")
    demo.fill(store, 2000, seed=1)
    for name, code in (("Lam Dong", "68"), ("Ho Chi Minh", "79")):
        Areas(store).add(drawn(name, communes_of(code), since=date(2025, 7, 1)))
    yield store, Receiver(store).app()
    store.close()


def get(area, path="/v1/counts", *, of="lam-dong", **asked):
    store, app = area
    return call(app, path, asked, f"Bearer {token_of(store, of)}".encode())


def test_it_says_what_a_viewer_of_the_area_sees(area):
    answer = get(area, by="commune,month").json()
    viewer = Logbook(area[0]).count(communes_of("68"), by=("commune", "month")).as_json()
    assert (answer["rows"], answer["total"]) == (viewer["rows"], viewer["total"])
    assert answer["total"] > 0
    assert answer["area"] == "lam-dong"
    assert not answer["exact"]
    assert all(row["n"] % answer["rounded_to"] == 0 for row in answer["rows"])


def test_csv_says_so_on_its_first_line(area):
    said = get(area, by="month", format="csv")
    rows = list(csv.reader(io.StringIO(said.content.decode("utf-8-sig")), delimiter=";"))
    assert said.headers["content-type"].startswith("text/csv")
    assert "công bố" in rows[0][0].lower()
    assert len(rows) > 3


@pytest.mark.parametrize("token", ["", "lam-dong.", "lam-dong.00", "khong-co.00", "x" * 10_000, "ẩn.ẩn"])
def test_without_the_areas_token_nothing_is_said(area, token):
    store, app = area
    other = token_of(store, "ho-chi-minh").rpartition(".")[2]
    for wrong in (f"Bearer {token}", f"Bearer lam-dong.{other}", token, f"Basic {token_of(store, 'lam-dong')}"):
        answer = call(app, "/v1/counts", authorization=wrong.encode())
        assert (answer.status_code, answer.json()) == (401, {"error": "api.no_token"})
    assert call(app, "/v1/counts").status_code == 401


def test_another_areas_token_reads_that_area(area):
    assert get(area, of="ho-chi-minh").json()["area"] == "ho-chi-minh"


def test_a_renewed_token_ends_the_one_before(area):
    store, app = area
    before = token_of(store, "ho-chi-minh")
    after = renew_token(store, "ho-chi-minh")
    codes = [call(app, "/v1/counts", authorization=f"Bearer {one}".encode()).status_code for one in (before, after)]
    assert codes == [401, 200]


@pytest.mark.parametrize(
    ("asked", "error"),
    [({"by": "person"}, "counts.bad_cut"), ({"from": "hôm qua"}, "area.not_a_day"), ({"rung": "x"}, "counts.no_rung"),
     ({"from": "2026-02-01", "to": "2026-01-01"}, "counts.backwards"), ({"exact": "1"}, "counts.bad_cut")],
)  # fmt: skip
def test_a_question_it_cannot_answer_is_refused_by_code(area, asked, error):
    answer = get(area, **asked)
    assert (answer.status_code, answer.json()["error"]) == (400, error)


@settings(max_examples=60)
@given(asked=st.dictionaries(st.sampled_from([*PARAMETERS, "x"]), st.text(max_size=12) | st.sampled_from(
    ["week", "commune,team", "2026-01-01", "2026-11-26", "9999-12-31", "0001-01-01", "csv", "handed_over", "\x00"]
)))  # fmt: skip
def test_no_question_breaks_it(area, asked):
    answer = get(area, **asked)
    assert answer.status_code in (200, 400), (asked, answer.content[:200])


def test_its_description_names_what_it_takes(area):
    described = call(area[1], "/v1/openapi.json").json()
    assert described == OPENAPI
    assert [one["name"] for one in described["paths"]["/v1/counts"]["get"]["parameters"]] == list(PARAMETERS)
