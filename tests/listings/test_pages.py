"""The pages of sample drafts in docs/ are what the kit writes today."""

import pytest

from onboarding.listings import categories
from onboarding.listings.__main__ import PAGES, index, page


@pytest.mark.parametrize("code", categories())
def test_a_page_is_up_to_date(code):
    written = (PAGES / f"{code}.md").read_text("utf8")
    assert written == page(categories()[code]), "run: python -m onboarding.listings"


def test_the_index_is_up_to_date():
    assert (PAGES / "README.md").read_text("utf8") == index()
    assert len(list(PAGES.glob("*.md"))) == len(categories()) + 1
