"""What a commune corrects stays beside the store and shows as the commune's own."""

from datetime import date

import pytest

from onboarding.errors import OnboardingError
from onboarding.wallets import load_reference, providers
from onboarding.wallets.corrections import FILE, add_correction, corrections_file, read_corrections

DAY = date(2026, 11, 26)
TOLD = {
    "provider": "bidv", "key": "hotline", "text": "số đọc trên trang", "url": "https://bidv.com.vn/",
    "read_on": "2026-11-25", "by": "Lan", "commune": "24988",
}  # fmt: skip


@pytest.fixture
def overlay(tmp_path, monkeypatch):
    monkeypatch.setenv("ONBOARDING_DB", f"sqlite:///{tmp_path}/kit.db")
    assert corrections_file() == tmp_path / FILE
    return tmp_path / FILE


def test_a_correction_takes_the_place_of_the_blank_and_says_whose_it_is(overlay):
    assert providers()["bidv"].hotline is None
    add_correction(overlay, TOLD, known=providers(), day=DAY)
    told = providers()["bidv"].hotline
    assert (told.text.vi, told.local, told.as_of) == ("số đọc trên trang", "24988", date(2026, 11, 25))
    overlay.unlink()
    assert load_reference().providers["bidv"].hotline is None


def test_the_last_correction_holds_and_a_broken_line_stops_nothing(overlay):
    for text in ("một", "hai"):
        add_correction(overlay, {**TOLD, "text": text}, known=providers(), day=DAY)
    with overlay.open("a") as file:
        file.write('{"provider": "bi')
    assert providers()["bidv"].hotline.text.vi == "hai"
    assert len(read_corrections(overlay)) == 2


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"provider": "nowhere"}, "wallet.unknown_provider"),
        ({"text": " \u200b"}, "correction.incomplete"),
        ({"url": "bidv.com.vn"}, "correction.incomplete"),
        ({"key": "password"}, "correction.incomplete"),
        ({"read_on": "2027-01-01"}, "correction.read_later"),
        ({"read_on": "hôm nay"}, "correction.incomplete"),
    ],
)
def test_a_correction_without_page_or_day_is_refused(overlay, changed, code):
    with pytest.raises(OnboardingError) as caught:
        add_correction(overlay, {**TOLD, **changed}, known=providers(), day=DAY)
    assert caught.value.code == code
    assert not overlay.exists()
