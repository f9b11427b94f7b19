"""The store's secret key: seals visits' secrets and keys fingerprints.

It lies beside the store in `kit.key` (mode 0600), made at first use; `ONBOARDING_KEY` takes its place.

>>> keys = Keys(b"k" * 32)
>>> token = keys.seal("draft", "payment.account", "0011001234567")
>>> "0011" in token, keys.unseal("draft", "payment.account", token), keys.unseal("draft", "other", token)
(False, '0011001234567', None)
"""

import base64
import hashlib
import hmac
import os
import secrets
import tempfile
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ..errors import OnboardingError

KEY = "ONBOARDING_KEY"


class Keys:
    """Keys for purposes, all derived from one; a value sealed in one place opens only there."""

    def __init__(self, root: bytes) -> None:
        self._root = root
        self._made: dict[str, bytes] = {}

    def derived(self, name: str) -> bytes:
        """32 bytes for one purpose, always the same."""
        if name not in self._made:
            self._made[name] = hmac.digest(self._root, f"onboarding:{name}".encode(), hashlib.sha256)
        return self._made[name]

    def seal(self, name: str, place: str, text: str) -> str:
        """`text` unreadable without the key; `place` (a visit and path) is bound into it."""
        nonce = secrets.token_bytes(12)
        sealed = AESGCM(self.derived(name)).encrypt(nonce, text.encode("utf8"), place.encode("utf8"))
        return base64.urlsafe_b64encode(nonce + sealed).decode("ascii")

    def unseal(self, name: str, place: str, token: str) -> str | None:
        """The text again, or None under another key or in another place."""
        try:
            raw = base64.urlsafe_b64decode(token)
            return AESGCM(self.derived(name)).decrypt(raw[:12], raw[12:], place.encode("utf8")).decode("utf8")
        except (InvalidTag, ValueError):
            return None


def read_keys(path: Path) -> Keys:
    """The key of `ONBOARDING_KEY`, or of `path`, made there when it is not."""
    if os.environ.get(KEY):
        return given_keys()
    if not path.exists():
        _make(path)
    return Keys(_decoded(path.read_text("ascii").strip()))


def given_keys() -> Keys:
    """The key of `ONBOARDING_KEY`."""
    return Keys(_decoded(os.environ[KEY]))


def _decoded(text: str) -> bytes:
    try:
        root = base64.urlsafe_b64decode(text)
    except ValueError as error:
        raise OnboardingError("store.bad_key") from error
    if len(root) < 32:
        raise OnboardingError("store.bad_key")
    return root


def _make(path: Path) -> None:
    """A fresh key, whole or not at all; the first of two makers wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".kit-key-")  # mkstemp makes it 0600
    with os.fdopen(handle, "w", encoding="ascii") as target:
        target.write(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode("ascii"))
        target.flush()
        os.fsync(target.fileno())
    try:
        os.link(name, path)
    except FileExistsError:
        pass
    except OSError:  # a stick formatted FAT knows no links
        Path(name).replace(path)
    Path(name).unlink(missing_ok=True)
