"""qr, qr-read and card-check through the command line, as scripts and outside checks use them."""

import json
from pathlib import Path

import pytest

from tests.command_line import command

ROOT = Path(__file__).parents[2]
VECTORS = [json.loads(line) for line in (ROOT / "tests/payments/vectors.jsonl").read_text("utf8").splitlines()]
MISPRINT = "00020101021138570010A00000072701270006970403011200110123456780208QRIBFTTA53037045802VN6304F4E5"


def run(*words, stdin="", db="sqlite:////nonexistent"):
    done = command(*words, stdin=stdin.encode(), env={"ONBOARDING_DB": db})
    said = [json.loads(line) for line in (done.stdout or done.stderr).decode().splitlines()]
    return done.returncode, said


def lines(*asked):
    return "\n".join(json.dumps(one, ensure_ascii=False) for one in asked)


def test_a_batch_equals_another_librarys_payloads_and_refused_lines_stand_in_their_place():
    asked = [{"bank": v["bin"], **{k: v[k] for k in ("account", "service", "amount", "purpose")}} for v in VECTORS]
    wrong = [{"bank": "970436", "account": "1" * 25}, {"bank": "BVB", "account": "123456"}, {"bank": 5},
             {"bank": "VCB", "account": "123456", "amount": "-5"}]  # fmt: skip
    code, said = run("qr", "--batch", stdin=lines(*wrong, *asked) + "\nnot json\n[1]\n\n")
    assert code == 0
    assert [one.get("error") for one in said[:4]] == [
        "account.too_long",
        "bank.ambiguous",
        "input.not_text",
        "amount.not_positive",
    ]
    assert [one["payload"] for one in said[4:-2]] == [v["payload"] for v in VECTORS]
    assert all(one["read_back"] is True for one in said[4:-2])
    assert [one["error"] for one in said[-2:]] == ["input.not_json", "input.not_an_object"]


def test_one_code_is_made_with_its_pictures_and_read_from_them(tmp_path):
    png, svg = tmp_path / "x.png", tmp_path / "x.svg"
    code, (said,) = run("qr", "--bank", "Đông Á", "--account", "0011.0012 34567", "--amount", "1tr2", "--purpose",
                        "Mua mật ong", "--png", str(png), "--svg", str(svg))  # fmt: skip
    assert code == 0
    assert (said["bank"], said["purpose"]) == ("970406", "Mua mat ong")
    assert said["changed"] == ["account.separators", "purpose.marks"]
    assert said["read_back"] is True
    assert svg.read_text("utf8").startswith("<svg")
    code, told = run("qr-read", str(png), said["payload"])
    assert code == 0
    assert told[0] == told[1]
    assert told[0] == {
        "valid": True, "country": "VN", "currency": "VND", "merchant": None, "once": True,
        "own_code": {"ok": False, "reasons": ["code.once"]},
        "kind": "vietqr", "bank": "970406", "account": "0011001234567", "service": "account",
        "amount": 1_200_000, "purpose": "Mua mat ong", "reasons": [], "notes": [],
    }  # fmt: skip


def test_the_misprinted_example_is_refused_with_the_reason():
    code, (said,) = run("qr-read", MISPRINT, "--lang", "vi")
    assert (code, said["valid"], said["account"], said["reasons"]) == (0, False, None, ["vietqr.leftover"])
    assert "mất chữ số" in said["message"]


def test_a_batch_of_texts_is_read_line_by_line():
    asked = [{"payload": v["payload"]} for v in VECTORS] + [{"payload": MISPRINT}, {"payload": ""}, {"text": "x"}]
    code, said = run("qr-read", "--batch", stdin=lines(*asked))
    assert code == 0
    assert [(one["bank"], one["account"], one["amount"]) for one in said[: len(VECTORS)]] == [
        (v["bin"], v["account"], v["amount"]) for v in VECTORS
    ]
    assert [one.get("valid") for one in said[-3:]] == [False, False, None]
    assert said[-1]["error"] == "input.not_text"


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("qr", "--bank", "VCB", "--account", "9704363412341234"), "account.card_or_account"),
        (("qr", "--bank", "VCB", "--account", ""), "account.empty"),
        (("qr", "--bank", "VCB", "--account", "123456", "--amount", "600tr"), "amount.too_large"),
        (("qr", "--bank", "VCB", "--account", "123456", "--purpose", "x" * 26), "purpose.too_long"),
        (("qr", "--bank", "VCB", "--account", "123456", "--png", "/nonexistent/x.png"), "file.not_written"),
        (("qr-read", "missing.png"), "picture.no_file"),
        (("qr-read", "/"), "picture.no_file"),
        (("--lang", "fr", "qr-read", MISPRINT), "language.unknown"),
        (("qr-read", MISPRINT, "--lang", "fr"), "language.unknown"),
        (("qr-read",), "vietqr.empty"),
        (("card-check", "missing.png", "--business", "a" * 32), "picture.no_file"),
    ],
)
def test_a_refusal_is_one_line_on_stderr_and_exit_2(words, error):
    code, said = run(*words)
    assert code == 2
    assert [one["error"] for one in said] == [error]


@pytest.mark.parametrize("wrong", ["hello", "WIFI:S:Quan mau;;", "https://zalo.me/0900000001"])
def test_a_card_is_never_held_against_a_text_that_pays_nobody(wrong, tmp_path):
    png = tmp_path / "x.png"
    assert run("qr", "--bank", "VCB", "--account", "0011001234567", "--png", str(png))[0] == 0
    code, (said,) = run("card-check", str(png), "--payload", wrong)
    assert (code, said["error"], said["field"]) == (2, "code.not_payment", "payload")


def test_bytes_that_are_no_text_are_refused_in_their_line_and_never_replaced():
    good = json.dumps({"bank": "VCB", "account": "0011001234567", "purpose": "MUA"}).encode()
    done = command("qr", "--batch", stdin=good.replace(b"MUA", b"MU\xff") + b"\n" + good + b"\n")
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, said[0]["error"], said[1]["purpose"]) == (0, "input.not_json", "MUA")


def test_a_refusal_names_its_field_in_words():
    code, (said,) = run("--lang", "vi", "qr", "--batch", stdin=lines({"bank": 970436, "account": "0011001234567"}))
    assert (code, said["error"]) == (0, "input.not_text")
    assert "bank" in said["message"]
    assert "{" not in said["message"]


def test_a_slip_in_a_fields_name_is_said():
    code, (said, plain) = run(
        "qr",
        "--batch",
        stdin=lines(
            {"bank": "BIDV", "account": "1017595600", "amout": 50_000}, {"bank": "BIDV", "account": "1017595600"}
        ),
    )
    assert (code, said["warnings"], plain["warnings"]) == (0, ["input.unknown_key"], [])


def test_a_number_in_a_batch_keeps_to_the_format_and_says_when_one_transfer_cannot_carry_it():
    code, (said,) = run("qr", "--batch", stdin=lines({"bank": "BIDV", "account": "1017595600", "amount": 10**9}))
    assert code == 0
    assert said["warnings"] == ["vietqr.amount_over_one_transfer"]
    assert "541010000000005802VN" in said["payload"]


def test_a_card_nobody_recorded_is_unknown_and_a_blank_picture_unreadable(tmp_path):
    png = tmp_path / "x.png"
    assert run("qr", "--bank", "VCB", "--account", "0011001234567", "--png", str(png))[0] == 0
    db = f"sqlite:///{tmp_path / 'kit.db'}"
    code, (said,) = run("card-check", str(png), "--business", "a" * 32, db=db)
    assert (code, said["verdict"]) == (0, "unknown")
    from PIL import Image

    Image.new("L", (300, 300), 200).save(png)
    assert run("card-check", str(png), "--business", "a" * 32, db=db)[1][0]["verdict"] == "unreadable"
