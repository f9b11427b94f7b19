"""What a test needs of the machine it runs on: in CI its lack is a failure, elsewhere a skip."""

import os

import pytest


def needed(there: object, what: str) -> None:
    """Go on where `there` holds; else fail with CI=true and skip without."""
    if there:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"missing on this machine: {what}")
    pytest.skip(f"missing on this machine: {what}")
