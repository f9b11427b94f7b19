"""The samples of every category, as facts."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from onboarding.business import Facts
from onboarding.listings import categories, category

JUDGES = Path(__file__).parent / "judges"


def sample(code: str, **changes: Any) -> Facts:
    """The sample of a category, with a photo; `answers` given are put over its own."""
    table = msgspec.to_builtins(category(code).sample)
    answers = {**table["answers"], **changes.pop("answers", {})}
    return msgspec.convert({**table, "category": code, "photos": ["IMG_1.jpg"], "answers": answers, **changes}, Facts)


@pytest.fixture
def facts_of() -> Callable[..., Facts]:
    return sample


@pytest.fixture(params=categories(), ids=str)
def every_facts(request: pytest.FixtureRequest) -> Facts:
    return sample(request.param)


@pytest.fixture(scope="session")
def google_says() -> Callable[[list[str]], list[dict[str, Any]]]:
    """Adobe's validator of structured data, which knows Google's merchant rules."""
    if not (JUDGES / "node_modules").exists():
        pytest.fail("No outside judge: run `python3 tests`, or `npm install` in tests/listings/judges.")

    def judged(pages: list[str]) -> list[dict[str, Any]]:
        done = subprocess.run(
            ["node", "judge.mjs"],
            input=json.dumps(pages),
            cwd=JUDGES,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return judged
