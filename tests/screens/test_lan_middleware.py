"""What stands before the screens: nothing on the team's own machine, the counter and then the gate beyond it."""

from onboarding.members.middleware import SignInMiddleware
from onboarding.members.one_time_downloads import DownloadMiddleware
from onboarding.screens.device.lan_middleware import lan_middleware
from onboarding.screens.device.request_log import RequestLogMiddleware


def test_on_its_own_machine_there_is_no_guard(monkeypatch):
    monkeypatch.delenv("ONBOARDING_LAN", raising=False)
    assert lan_middleware() == []


def test_beyond_it_only_the_log_and_downloads_stand_before_the_gate(monkeypatch):
    monkeypatch.setenv("ONBOARDING_LAN", "1")
    assert [guard.cls for guard in lan_middleware()] == [RequestLogMiddleware, DownloadMiddleware, SignInMiddleware]
