"""The kit's key: made once, readable by its owner alone, and never the same twice."""

import threading

import pytest

from onboarding.errors import OnboardingError
from onboarding.store.keys import Keys, read_keys


@pytest.fixture(autouse=True)
def _no_key_around(monkeypatch):
    monkeypatch.delenv("ONBOARDING_KEY", raising=False)


def test_the_key_is_made_at_first_use_and_kept(tmp_path):
    first = read_keys(tmp_path / "kit.key").derived("qr")
    assert (tmp_path / "kit.key").stat().st_mode & 0o777 == 0o600
    assert read_keys(tmp_path / "kit.key").derived("qr") == first
    assert [path.name for path in tmp_path.iterdir()] == ["kit.key"]


def test_many_makers_at_once_agree_on_one_key(tmp_path):
    found = []
    makers = [
        threading.Thread(target=lambda: found.append(read_keys(tmp_path / "kit.key").derived("x"))) for _ in range(12)
    ]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join()
    assert len(set(found)) == 1


def test_the_environment_takes_its_place(tmp_path, monkeypatch):
    monkeypatch.setenv("ONBOARDING_KEY", "dGhlIHRlc3RzJyBvd24ga2V5LCAzMiBieXRlcyBsb25nIQ==")
    assert read_keys(tmp_path / "kit.key").derived("x") == Keys(b"the tests' own key, 32 bytes long!").derived("x")
    assert not (tmp_path / "kit.key").exists()


@pytest.mark.parametrize("text", ["c2hvcnQ=", "not base64 !!", "đây là thơ"])
def test_a_key_that_is_none_is_refused(tmp_path, text, monkeypatch):
    monkeypatch.setenv("ONBOARDING_KEY", text)
    with pytest.raises(OnboardingError, match=r"store\.bad_key"):
        read_keys(tmp_path / "kit.key")


def test_purposes_do_not_share_a_key_and_seals_differ_each_time():
    keys = Keys(b"k" * 32)
    assert len({keys.derived(name) for name in ("phone", "qr", "draft")}) == 3
    assert keys.seal("draft", "a", "0011") != keys.seal("draft", "a", "0011")


@pytest.mark.parametrize("change", [lambda t: t[:-2], lambda t: "A" + t[1:], lambda t: "", lambda t: "é"])
def test_a_changed_seal_does_not_open(change):
    keys = Keys(b"k" * 32)
    assert keys.unseal("draft", "a", change(keys.seal("draft", "a", "0011"))) is None
    assert Keys(b"j" * 32).unseal("draft", "a", keys.seal("draft", "a", "0011")) is None
