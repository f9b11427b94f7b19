"""A store that cannot be opened is said in words on the screen, never as a fault of the program."""

import base64
from pathlib import Path

import pytest
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

from onboarding.errors import OnboardingError
from onboarding.members import Members, set_up_team
from onboarding.screens import home
from onboarding.screens.session import demo_url
from onboarding.store import close_all, open_store
from onboarding.store.backup import backup
from onboarding.store.versions import HEAD

SCRIPT = str(Path(__file__).parents[2] / "onboarding" / "screens" / "main.py")


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.setenv("ONBOARDING_DB", f"sqlite:///{tmp_path / 'kit.db'}")
    monkeypatch.delenv("ONBOARDING_KEY", raising=False)
    close_all()
    yield tmp_path / "kit.db"
    close_all()


def shown() -> AppTest:
    app = AppTest.from_file(SCRIPT, default_timeout=60).run()
    assert not app.exception
    return app


@pytest.mark.parametrize(("found", "said"), [("9999", "bản mới hơn"), ("0001", "thuộc bản cũ")])
def test_a_store_of_another_kit(path, found, said):
    made = open_store()
    made.write(lambda conn: conn.execute(text("UPDATE alembic_version SET version_num = :n"), {"n": found}))
    made.close()
    before = path.read_bytes()
    app = shown()
    assert [one.value for one in app.title] == ["Chưa mở được dữ liệu"]
    assert said in app.error[0].value
    assert not app.button
    assert path.read_bytes() == before


def test_the_older_kit_takes_back_its_own_data_by_one_button(path):
    made = open_store()
    set_up_team(made, team="Tổ số thôn mẫu", commune="24988", member="Lan")
    backup(made, path.with_name(f"before-9999-from-{HEAD}-20261127-060000.zip"))
    made.write(lambda conn: conn.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    made.close()
    app = shown()
    assert "bản mới hơn" in app.error[0].value
    app.button(key="roll_back").click().run()
    assert not app.exception
    assert [one.value for one in app.title] == ["Bộ hỗ trợ hộ kinh doanh"]
    assert [one.name for one in Members(open_store()).teams()] == ["Tổ số thôn mẫu"]
    assert len(list(path.parent.glob("newer-*.db"))) == 1


def test_a_file_that_is_no_store(path):
    path.write_bytes(b"\x00rubbish" * 999)
    assert "Tệp dữ liệu bị hỏng" in shown().error[0].value


def test_an_encrypted_store_asks_for_its_key_and_then_opens(path, monkeypatch):
    monkeypatch.setenv("ONBOARDING_DB", f"sqlite+sqlcipher:///{path}")
    assert "ONBOARDING_KEY" in shown().error[0].value.replace("\\", "")
    monkeypatch.setenv("ONBOARDING_KEY", base64.urlsafe_b64encode(b"a" * 32).decode())
    assert [one.value for one in shown().title] == ["Bộ hỗ trợ hộ kinh doanh"]
    assert demo_url() == f"sqlite:///{path.with_name('demo.db')}"


def test_what_no_screen_foresaw_is_said_too(store, monkeypatch):
    def away():
        raise OnboardingError("store.unreachable", reason="x")

    monkeypatch.setattr(home, "show", away)
    assert shown().error
