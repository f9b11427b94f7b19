"""`exchange …` end to end between two stores, by file: one object on stdout, refusals on stderr, never a traceback."""

import json
from pathlib import Path

import pytest

from onboarding.members import set_up_team
from onboarding.store import close_all, open_store
from tests.command_line import command
from tests.exchange.conftest import HERE, THERE, hand_over

ROOT = Path(__file__).parents[2]


@pytest.fixture
def kit(tmp_path, monkeypatch):
    """Runs a verb on one of two installations; what it said, and its exit code."""

    def run(who: str, *words: str) -> tuple[dict, int]:
        (tmp_path / who).mkdir(exist_ok=True)
        done = command("exchange", *words, env={"ONBOARDING_DB": f"sqlite:///{tmp_path / who / 'kit.db'}"})
        close_all()  # two installations: nothing of the one may be open in the other
        assert b"Traceback" not in done.stderr
        lines = (done.stdout or done.stderr).decode("utf8").splitlines()
        return (json.loads(lines[-1]) if lines else {}), done.returncode

    monkeypatch.delenv("ONBOARDING_KEY", raising=False)
    return run


@pytest.fixture
def recorded(tmp_path, monkeypatch):
    """Two businesses on the team's machine."""
    monkeypatch.delenv("ONBOARDING_KEY", raising=False)
    (tmp_path / "team").mkdir()
    store = open_store(f"sqlite:///{tmp_path / 'team' / 'kit.db'}")
    set_up_team(store, team="Tổ mẫu 1", commune=HERE, member="Lan")
    for _ in range(2):
        hand_over(store, phone="")
    store.close()


def test_by_stick_from_invitation_to_confirmation(kit, recorded, tmp_path):
    file = str(tmp_path / "gui.kit")
    assert kit("team", "identity")[0]["team"] == "Tổ mẫu 1"
    invite = kit("area", "invite", "--area", HERE)[0]["invite"]
    assert kit("team", "enrol", invite)[0]["area"] == HERE
    waiting = kit("team", "send", "--file", file)[0]
    assert (waiting["recorded"], waiting["confirmed"], waiting["waiting"]) == (2, 0, 2)
    taken, code = kit("area", "take", file)
    assert (taken, code) == ({"accepted": 2, "known": 0, "quarantined": [], "refused": []}, 0)
    again, _ = kit("area", "take", file)
    assert (again["accepted"], again["known"]) == (0, 2)
    assert kit("team", "receipt", f"{file}.receipt.kit")[0]["accepted"] == 2
    assert kit("team", "status")[0] == {"recorded": 2, "confirmed": 2, "waiting": 0, "bytes": 0, "set_aside": 0}
    device = kit("area", "devices")[0]
    assert (device["team"], device["state"]) == ("Tổ mẫu 1", "approved")
    sums = kit("team", "totals", "--weeks", "2")[0]
    assert sums["bytes"] == len(sums["totals"]) <= 1_000
    assert kit("area", "take", sums["totals"])[0] == {"weeks": 1}
    assert kit("area", "devices")[0]["on_the_way"] == 0
    assert kit("area", "revoke", device["device"])[0]["state"] == "revoked"
    assert kit("area", "take", file)[0]["refused"] == ["exchange.revoked"]


def test_a_device_waits_is_approved_rotates_and_is_replaced(kit, recorded, tmp_path):
    file, receipts = str(tmp_path / "gui.kit"), str(tmp_path / "nhan.kit")
    kit("team", "enrol", kit("area", "invite", "--area", HERE, "--approval")[0]["invite"])
    kit("team", "send", "--file", file)
    assert kit("area", "take", file)[0]["refused"] == ["exchange.waiting_approval"]
    device = kit("area", "devices")[0]
    assert (device["state"], device["held"]) == ("waiting", 1)
    approved = kit("area", "approve", device["device"], "--receipt", receipts)[0]
    assert (approved["state"], approved["accepted"]) == ("approved", 2)
    assert kit("team", "receipt", receipts)[0]["accepted"] == 2
    assert kit("team", "status")[0]["waiting"] == 0
    first = kit("team", "identity")[0]
    assert kit("team", "rotate")[0]["device"] == first["device"] == device["device"]
    assert kit("team", "identity")[0]["public_key"] != first["public_key"]
    assert kit("area", "rotate", "--area", HERE)[0]["area"] == HERE
    lost = kit("area", "invite", "--area", HERE, "--replaces", device["device"])[0]
    assert {**lost, "invite": ""} == {
        "invite": "", "replaces": device["device"], "state": "revoked", "gaps": 0, "on_the_way": 0,
    }  # fmt: skip
    assert kit("new", "enrol", lost["invite"])[1] == 0
    kit("new", "send", "--file", file)
    kit("area", "take", file)
    assert kit("area", "devices")[0]["replaced_by"] == kit("new", "identity")[0]["device"]


def test_the_area_corrects_what_was_sent_to_it(kit, recorded, tmp_path):
    file = str(tmp_path / "gui.kit")
    kit("team", "enrol", kit("area", "invite", "--area", HERE)[0]["invite"])
    kit("team", "send", "--file", file)
    kit("area", "take", file)
    one, other = businesses(tmp_path)
    assert kit("area", "correct", one, "--commune", THERE, "--reason", "Xã bên")[0] == {
        "business": one, "commune": THERE,
    }  # fmt: skip
    assert kit("area", "correct", one, "--same-as", other, "--reason", "Cùng một sạp")[0]["same_as"] == other
    assert kit("area", "correct", one, "--out", "--reason", "Không có hộ này")[0]["out"] is True
    assert kit("area", "correct", one, "--reason", "Vì sao")[0]["error"] == "exchange.one_correction"
    assert kit("area", "correct", other, "--out", "--reason", " ")[0]["error"] == "exchange.no_reason"


def businesses(folder):
    from onboarding.store.schema.exchange import taken_record

    store = open_store(f"sqlite:///{folder / 'area' / 'kit.db'}")
    with store.reading() as conn:
        found = [row.business_id for row in conn.execute(taken_record.select())]
    store.close()
    return found


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("invite", "--area", "nowhere"), "place.unknown"),
        (("enrol", "KIT-MOI-1.abc"), "exchange.not_an_invitation"),
        (("enrol", "…"), "exchange.not_an_invitation"),
        (("revoke", "nobody"), "exchange.unknown_device"),
        (("approve", "nobody"), "exchange.unknown_device"),
        (("rotate", "--area", HERE), "exchange.not_our_area"),
        (("invite", "--area", HERE, "--replaces", "nobody"), "exchange.unknown_device"),
        (("correct", "0" * 32, "--out", "--reason", "x"), "log.no_business"),
        (("send",), "exchange.no_area"),
        (("status",), "exchange.no_area"),
        (("take", "/nowhere/x.kit"), "file.not_read"),
        (("take", str(ROOT / "LICENSE")), "exchange.not_a_message"),
        (("receipt", str(ROOT / "LICENSE")), "exchange.not_a_message"),
        (("receive", "--listen", "nowhere"), "exchange.no_address"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value)[:30],
)
def test_what_cannot_be_done_is_a_code_and_exit_2(kit, words, code):
    said, exit_code = kit("area", *words)
    assert (said["error"], exit_code) == (code, 2)
