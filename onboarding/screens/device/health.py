"""HTTP endpoints for whoever runs a server: `/healthz`, `/readyz`, and Prometheus `/metrics` on loopback only.

None of them names a person: metrics count open visits, sessions and refused sign-ins, never whose.
"""

import ipaddress

from prometheus_client import CollectorRegistry, Gauge, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from sqlalchemy import func, select
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from ...errors import OnboardingError
from ...members.listener import LAN
from ...store import Store, the_store
from ...store.schema.members import sign_in, sign_in_attempt
from ...store.schema.visits import draft
from ...store.versions import HEAD, revision


async def healthz(_request: Request) -> Response:
    """200 while the process answers; a supervisor restarts it otherwise."""
    return PlainTextResponse("ok")


async def readyz(_request: Request) -> Response:
    """200 while the store answers at this kit's shape, else 503 and a code; a load balancer sends nobody then."""
    try:
        found = await run_in_threadpool(_revision)
    except OnboardingError as error:
        return JSONResponse({"ready": False, "error": error.code}, 503)
    return JSONResponse({"ready": found == HEAD, "revision": found}, 200 if found == HEAD else 503)


async def metrics(request: Request) -> Response:
    """Prometheus text for a scraper on this machine; 404 for anybody else, and for what a proxy passed on."""
    client = request.client.host if request.client else ""
    if not _is_loopback(client) or "x-forwarded-for" in request.headers:
        return PlainTextResponse("", 404)
    return Response(await run_in_threadpool(_exposition), headers={"content-type": CONTENT_TYPE_LATEST})


def health_routes() -> list[Route]:
    """The three endpoints, for `st.App`."""
    return [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]


def _revision() -> str | None:
    with the_store().reading() as conn:
        return revision(conn)


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _exposition() -> bytes:
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    Gauge("onboarding_lan_listening", "1 while phones may come over Wi-Fi", registry=registry).set(
        LAN.listening is not None
    )
    up = Gauge("onboarding_store_up", "1 while the store answers", registry=registry)
    try:
        _count_rows(the_store(), registry)
        up.set(1)
    except OnboardingError:
        up.set(0)
    return generate_latest(registry)


def _count_rows(store: Store, registry: CollectorRegistry) -> None:
    visits = Gauge("onboarding_visits", "Visits in the store, by state", ["state"], registry=registry)
    sign_ins = Gauge("onboarding_sign_ins", "Sessions, pairing codes, known devices", ["kind"], registry=registry)
    attempts = Gauge("onboarding_sign_in_counters", "Open rate-limit windows", registry=registry)
    with store.reading() as conn:
        for state, count in conn.execute(select(draft.c.state, func.count()).group_by(draft.c.state)):
            visits.labels(state).set(count)
        for kind, count in conn.execute(select(sign_in.c.kind, func.count()).group_by(sign_in.c.kind)):
            sign_ins.labels(kind).set(count)
        attempts.set(conn.execute(select(func.count()).select_from(sign_in_attempt)).scalar_one())
