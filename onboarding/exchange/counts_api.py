"""The read API of published counts: `GET /v1/counts`, for whoever holds an area's token; JSON or CSV.

It answers from the published cube alone, as every viewer's screen and file does (`logbook/cube.py`), so nothing can be
worked out by asking often. `GET /v1/openapi.json` describes it.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from msgspec.structs import replace
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ..business import COUNTS_FROM, Rung
from ..errors import OnboardingError
from ..logbook import Answer, Logbook
from ..logbook.area_codes import communes_in
from ..logbook.files.exports import as_csv
from ..logbook.query import DIMENSIONS
from ..places import Areas, ReportingArea
from ..store import Store

SECRET: Final = "counts-api"
NUMBER: Final = "token_number"
"""Among an area's rules: how often its token was renewed."""
PARAMETERS: Final = ("by", "from", "to", "rung", "as_of", "format")


def token_of(store: Store, code: str) -> str:
    """The token that reads an area's published counts: its code and a keyed hash of it. `area.unknown`."""
    return _token(store, Areas(store).get(code))


def renew_token(store: Store, code: str) -> str:
    """Another token for the area; the one before opens nothing any more."""
    areas = Areas(store)
    area = areas.get(code)
    renewed = replace(area, rules={**area.rules, NUMBER: int(area.rules.get(NUMBER) or 0) + 1})
    areas.change(renewed)
    return _token(store, renewed)


def _token(store: Store, area: ReportingArea) -> str:
    numbered = f"{area.code}.{int(area.rules.get(NUMBER) or 0)}"
    return f"{area.code}.{hmac.digest(store.secret(SECRET), numbered.encode(), hashlib.sha256).hex()}"


def area_of(store: Store, token: str) -> str | None:
    """The area a token reads, or None."""
    code = token.rpartition(".")[0]
    try:
        expected = token_of(store, code)
    except OnboardingError:
        expected = ""
    matches = hmac.compare_digest(token.encode("utf8", "replace"), expected.encode())
    return code if expected and matches else None


def counts(store: Store, code: str, parameters: Mapping[str, str]) -> Answer:
    """What is published for an area. Errors: `counts.bad_cut`, `counts.viewer_coarse`, `area.not_a_day` and others
    of `Logbook.count`.
    """
    if unknown := set(parameters) - set(PARAMETERS):
        raise OnboardingError(
            "counts.bad_cut", field=min(unknown)[:20], found=min(unknown)[:20], known=", ".join(PARAMETERS)
        )
    cuts = tuple(cut for cut in parameters.get("by", "commune").replace(" ", "").split(",") if cut)
    until = _day(parameters, "to")
    return Logbook(store).count(
        communes_in(store, code, until), by=cuts, since=_day(parameters, "from"), until=until,
        rung=_rung(parameters.get("rung", COUNTS_FROM.value)), as_of=_day(parameters, "as_of"),
    )  # fmt: skip


def _day(parameters: Mapping[str, str], name: str) -> date | None:
    text = parameters.get(name, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise OnboardingError("area.not_a_day", field=name, found=text[:20]) from error


def _rung(text: str) -> Rung:
    try:
        return Rung(text)
    except ValueError as error:
        known = ", ".join(rung.value for rung in Rung)
        raise OnboardingError("counts.no_rung", field="rung", found=text[:20], known=known) from error


def routes(store: Store) -> list[Route]:
    """The endpoints over one store."""

    async def read(request: Request) -> Response:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        code = await run_in_threadpool(area_of, store, token.strip()) if scheme.lower() == "bearer" else None
        if code is None:
            return JSONResponse({"error": "api.no_token"}, 401, {"WWW-Authenticate": "Bearer"})
        try:
            answer = await run_in_threadpool(counts, store, code, dict(request.query_params))
        except OnboardingError as error:
            return JSONResponse({"error": error.code, "field": error.field}, 400)
        if request.query_params.get("format") == "csv":
            return Response(as_csv(answer), media_type="text/csv; charset=utf-8")
        return JSONResponse({"area": code, **answer.as_json()})

    async def described(_request: Request) -> Response:
        return JSONResponse(OPENAPI)

    return [Route("/v1/counts", read), Route("/v1/openapi.json", described)]


def _parameter(name: str, about: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": about, "schema": schema}


_DAY_SCHEMA = {"type": "string", "format": "date"}
_REFUSED = {"application/json": {"schema": {"type": "object", "required": ["error"]}}}
OPENAPI: Final[dict[str, Any]] = {
    "openapi": "3.1.0",
    "info": {"title": "Published counts of onboarded household businesses", "version": "1"},
    "components": {"securitySchemes": {"area": {"type": "http", "scheme": "bearer"}}},
    "paths": {
        "/v1/counts": {
            "get": {
                "summary": "Counts of the token's area: closed weeks, multiples of 5.",
                "security": [{"area": []}],
                "parameters": [
                    _parameter("by", f"Cuts, comma between: {', '.join(DIMENSIONS)}.", {"type": "string"}),
                    _parameter("from", "First day.", _DAY_SCHEMA),
                    _parameter("to", "Last day.", _DAY_SCHEMA),
                    _parameter("rung", "What counts.", {"type": "string", "enum": [rung.value for rung in Rung]}),
                    _parameter("as_of", "Communes as they are on this day.", _DAY_SCHEMA),
                    _parameter("format", "CSV instead of JSON.", {"type": "string", "enum": ["json", "csv"]}),
                ],
                "responses": {
                    "200": {
                        "description": "Rows, total and what they mean.",
                        "content": {
                            "application/json": {
                                "schema": {"type": "object", "required": ["area", "rows", "total", "rung", "exact"]}
                            },
                            "text/csv": {},
                        },
                    },
                    "400": {"description": "The question cannot be answered; `error` says why.", "content": _REFUSED},
                    "401": {"description": "No token, or not this area's.", "content": _REFUSED},
                },
            }
        }
    },
}
"""The description served at `/v1/openapi.json`."""
