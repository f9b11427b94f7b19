"""Sending over HTTP: each batch posted to the area until its receipt is back; what fails waits for the next time.

Only a person's press, or a script's call, sends; it waits a random while, so that the teams of a province do not all
knock at once, and backs off when the area is busy or away.
"""

import random
import ssl
import time
from collections.abc import Callable
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import msgspec
from tenacity import RetryError, Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from ..errors import OnboardingError
from ..store import Store
from .enrolment import link
from .envelope import MOST_BODY, MOST_HEADER
from .outbox import prepare, take_receipt
from .records import Receipt
from .sent import release_unconfirmed

TIMEOUT = 60
"""Seconds for one batch: at 50 kbit/s, 500 records (some 60 kB) take ten."""
TRIES = 5
JITTER = 2.0
"""Seconds at most before the first batch."""
TURNS = 10
"""How often one press sends what receipts asked for again: 200 numbers each."""


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """What one press of the button did: batches and bytes the area answered, and records it set aside."""

    batches: int
    bytes: int
    accepted: int
    set_aside: int


class _AwayError(Exception):
    """The area could not be reached, or asked to come back later."""


def send(
    store: Store, *, team: str, commune: str, to: str = "", certificate: str | None = None, patience: float = JITTER,
    sleep: Callable[[float], None] = time.sleep,
) -> Sent:  # fmt: skip
    """Send every batch without a receipt, oldest first, then what the area asked for in its receipts; returns once all
    are confirmed.

    Raises OnboardingError `exchange.no_area`, `exchange.no_address`, `exchange.unreachable`, or what the area refused
    with; what was confirmed stays so. `exchange.waiting_approval` comes once everything is there.
    """
    address = (to or str(link(store).url)).rstrip("/")
    if urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).hostname:
        raise OnboardingError("exchange.no_address", field="to")
    posted, receipts, waits = set[bytes](), list[Receipt](), list[OnboardingError]()
    for turn in range(TURNS):
        messages = [one for one in prepare(store, team=team, commune=commune) if one not in posted]
        if messages and patience and not turn:
            sleep(random.uniform(0, patience))  # no secret: it spreads the load
        for message in messages:
            posted.add(message)
            try:
                receipts.append(take_receipt(store, _posted(f"{address}/v1/batches", message, certificate, sleep)))
            except OnboardingError as error:
                if error.code == "exchange.key_retired" and not turn:
                    _pack_anew(store)
                    break
                if error.code != "exchange.waiting_approval":
                    raise
                waits.append(error)
        if not messages:
            break
    if waits:
        raise waits[0]
    return Sent(
        batches=len(receipts), bytes=sum(map(len, posted)), accepted=sum(one.accepted for one in receipts),
        set_aside=sum(len(one.quarantined) for one in receipts),
    )  # fmt: skip


def _pack_anew(store: Store) -> None:
    """Sign with the key of today what was packed under one that is not taken any more."""
    area = link(store).area
    store.write(lambda conn: release_unconfirmed(conn, area))


def _posted(url: str, message: bytes, certificate: str | None, sleep: Callable[[float], None]) -> bytes:
    """The area's receipt for one message, asked for up to TRIES times."""
    tries = Retrying(
        retry=retry_if_exception_type(_AwayError), stop=stop_after_attempt(TRIES), sleep=sleep,
        wait=wait_random_exponential(multiplier=0.5, max=20),
    )  # fmt: skip
    try:
        for attempt in tries:
            with attempt:
                return _post(url, message, certificate)
    except RetryError as error:
        raise OnboardingError("exchange.unreachable", field="to") from error
    raise AssertionError


def _post(url: str, message: bytes, certificate: str | None) -> bytes:
    request = Request(url, data=message, headers={"Content-Type": "application/octet-stream"})
    secure = ssl.create_default_context(cafile=certificate) if url.startswith("https:") else None
    try:
        with urlopen(request, timeout=TIMEOUT, context=secure) as answer:  # only http and https get here
            receipt = bytes(answer.read(MOST_HEADER + MOST_BODY))
            if len(receipt) != int(answer.headers.get("Content-Length") or -1):  # read(n) keeps quiet about a cut
                raise _AwayError
            return receipt
    except HTTPError as error:
        if error.code in (408, 425, 429) or error.code >= 500:
            raise _AwayError from error
        raise _refusal(error.read(2_000)) from error
    except (URLError, HTTPException, OSError) as error:
        raise _AwayError from error


def _refusal(body: bytes) -> OnboardingError:
    """The code the area refused with, where it is one of the exchange's; never its free text."""
    try:
        code = str(msgspec.json.decode(body)["error"])
    except (msgspec.DecodeError, KeyError, TypeError):
        code = ""
    return OnboardingError(
        code if code.startswith("exchange.") and code in REFUSALS else "exchange.refused", field="to"
    )


REFUSALS = (
    "exchange.bad_batch",
    "exchange.bad_signature",
    "exchange.invitation_over",
    "exchange.invitation_unknown",
    "exchange.invitation_used",
    "exchange.key_retired",
    "exchange.not_our_area",
    "exchange.revoked",
    "exchange.too_large",
    "exchange.unknown_device",
    "exchange.waiting_approval",
)
"""What an area may refuse a batch with."""
