"""Sending to the area and receiving there, on screen: joined by invitation, sent by file, answered by a receipt."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from onboarding.errors import OnboardingError
from onboarding.exchange import enrolment, importer, outbox
from onboarding.exchange.files import read_messages, write_messages
from onboarding.members import current_member
from tests.exchange.conftest import HERE, NAME, PHONE, hand_over, opened, total

SCRIPT = str(Path(__file__).parents[2] / "onboarding" / "screens" / "main.py")


def page(code: str) -> AppTest:
    app = AppTest.from_file(SCRIPT, default_timeout=60).run()
    return next(one for one in app.button if one.key == f"screen_{code}").click().run()


def text(app: AppTest) -> str:
    kinds = ("html", "markdown", "text", "error", "warning", "success", "subheader", "code")
    return "\n".join(str(one.value) for kind in kinds for one in app.get(kind))


@pytest.fixture
def area(tmp_path, monkeypatch):
    (tmp_path / "elsewhere").mkdir()
    store = opened(tmp_path / "elsewhere", "area")
    yield store
    store.close()


def test_a_team_joins_by_pasting_the_invitation_and_sees_what_waits(store, area):
    hand_over(store, phone="")
    app = page("send_to_area")
    app.text_area(key="exchange_invitation").set_value("KIT-MOI-1.x").run()
    app.button(key="exchange_join").click().run()
    assert "không phải lời mời" in text(app)
    assert app.text_area(key="exchange_invitation").value == "KIT-MOI-1.x"
    app.text_area(key="exchange_invitation").set_value(enrolment.invite(area, HERE, "Xã mẫu")).run()
    app.button(key="exchange_join").click().run()
    assert "1 đã ghi · 0 xã đã nhận · 1 chờ gửi" in text(app)
    assert not app.exception


def test_the_receipt_that_came_back_as_a_file_confirms(store, area):
    hand_over(store, phone="")
    enrolment.join(store, enrolment.invite(area, HERE, "Xã mẫu"))
    messages = outbox.prepare(store, team="Tổ 1", commune=HERE)
    receipts = write_messages([importer.take(area, message) for message in messages])
    app = page("send_to_area")
    app.file_uploader[0].upload("giay-nhan.kit", receipts).run()
    assert "Xã đã nhận 1 dòng" in text(app)
    assert "1 đã ghi · 1 xã đã nhận · 0 chờ gửi" in text(app.run())


def test_an_area_that_cannot_be_reached_is_said_and_nothing_is_lost(store, area, monkeypatch):
    monkeypatch.setattr("onboarding.exchange.sending.JITTER", 0)
    hand_over(store, phone="")
    enrolment.join(store, enrolment.invite(area, HERE, "Xã mẫu", url="ftp://nowhere"))
    app = page("send_to_area")
    app.button(key="exchange_send").click().run()
    assert app.error
    assert outbox.status(store).waiting == 1


def test_the_area_invites_takes_a_file_and_sees_who_was_heard_but_no_person(store, area):
    before = total(store)
    app = page("receive_batches")
    app.button(key="invite_make").click().run()
    invitation = app.get("code")[0].value
    enrolment.join(area, invitation)  # here the other store is the team's
    hand_over(area)
    sent = write_messages(outbox.prepare(area, team="Tổ mẫu 1", commune=HERE))
    app.file_uploader[0].upload("gui-xa.kit", sent).run()
    assert "Đã nhận 1 dòng mới; 0 dòng đã có từ trước; 0 dòng để riêng" in text(app)
    app = page("receive_batches")
    assert "Tổ mẫu 1" in text(app)
    assert NAME not in text(app)
    assert PHONE not in text(app)
    assert total(store) == before + 1
    revoke = next(one for one in app.button if one.key.startswith("revoke_"))
    app = revoke.click().run()
    assert "đã thôi nhận" in text(app)
    next(one for one in app.checkbox if one.key.startswith("untrue_")).check().run()
    app = next(one for one in app.button if one.key.startswith("take_back_")).click().run()
    assert "Đã gỡ 1 hộ" in text(app)
    assert total(store) == before


def test_home_says_how_much_the_commune_has(store, area):
    hand_over(store, phone="")
    assert "xã đã nhận" not in captions(AppTest.from_file(SCRIPT, default_timeout=60).run())
    enrolment.join(store, enrolment.invite(area, HERE, "Xã mẫu"))
    assert "1 đã ghi · 0 xã đã nhận · 1 chờ gửi" in captions(AppTest.from_file(SCRIPT, default_timeout=60).run())


def captions(app: AppTest) -> str:
    return "\n".join(one.value for one in app.caption)


def test_a_batch_that_never_came_is_said(store, area):
    enrolment.join(area, enrolment.invite(store, HERE, "Xã mẫu"))
    hand_over(area, phone="")
    first = outbox.prepare(area, team="Tổ mẫu 1", commune=HERE)
    hand_over(area, phone="")
    _, second = outbox.prepare(area, team="Tổ mẫu 1", commune=HERE)
    importer.take(store, second)
    assert "Còn thiếu 1 lần gửi" in captions(page("receive_batches"))
    importer.take(store, first[0])
    assert "Còn thiếu" not in captions(page("receive_batches"))


@pytest.mark.parametrize("raw", [b"", b"KITFILE1\n\x00\x00", b"%PDF-1.7", b"KIT1 {}\n" + b"x" * 100])
def test_a_file_of_another_kind_is_said_so(store, raw):
    assert current_member(store) is None or raw is not None
    app = page("receive_batches")
    app.file_uploader[0].upload("x.kit", raw).run()
    assert app.error
    assert not app.exception


def test_what_is_downloaded_for_the_stick_is_what_sending_sends(store, area):
    hand_over(store, phone="")
    enrolment.join(store, enrolment.invite(area, HERE, "Xã mẫu"))
    messages = outbox.prepare(store, team="Tổ 1", commune=HERE)
    assert read_messages(write_messages(messages)) == messages == outbox.prepare(store, team="Tổ 1", commune=HERE)


def button(app: AppTest, start: str):
    return next(one for one in app.button if one.key.startswith(start))


def test_a_device_that_waits_is_approved_and_what_it_sent_is_counted(store, area):
    before = total(store)
    app = page("receive_batches")
    app.checkbox(key="invite_approval").check().run()
    app.button(key="invite_make").click().run()
    enrolment.join(area, app.get("code")[0].value)
    hand_over(area, phone="")
    sent = write_messages(outbox.prepare(area, team="Tổ mẫu 1", commune=HERE))
    app.file_uploader[0].upload("gui-xa.kit", sent).run()
    assert "đang chờ duyệt máy" in text(app)
    app = page("receive_batches")
    assert "chờ duyệt" in text(app)
    assert "Đã gửi 1 lần" in captions(app)
    assert total(store) == before
    app = button(app, "approve_").click().run()
    assert "Đã nhận 1 dòng máy này gửi trước đó" in text(app)
    assert total(store) == before + 1
    assert not app.exception


def test_a_device_not_wanted_is_refused(store, area):
    enrolment.join(area, enrolment.invite(store, HERE, "Xã mẫu", approval=True))
    hand_over(area, phone="")
    with pytest.raises(OnboardingError):
        importer.take(store, outbox.prepare(area, team="Tổ mẫu 1", commune=HERE)[0])
    app = button(page("receive_batches"), "refuse_").click().run()
    assert "đã thôi nhận" in text(app)
    assert total(store) == 0


def test_a_lost_device_is_replaced_by_the_invitation_shown(store, area, tmp_path):
    enrolment.join(area, enrolment.invite(store, HERE, "Xã mẫu"))
    for _ in range(2):
        hand_over(area, phone="")
        made = outbox.prepare(area, team="Tổ mẫu 1", commune=HERE)
    importer.take(store, made[1])  # the first one was lost with the laptop
    app = button(page("receive_batches"), "replace_").click().run()
    app = next(one for one in app.button if one.key.endswith("_sure")).click().run()
    assert "chỉ còn trên giấy" in captions(app)
    new = opened(tmp_path, "new")
    enrolment.join(new, app.get("code")[0].value)
    for message in outbox.prepare(new, team="Tổ mẫu 1", commune=HERE):
        importer.take(store, message)
    assert "đã thay bằng máy khác" in text(page("receive_batches"))
    new.close()
