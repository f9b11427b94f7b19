"""`draft`, `check` and `export` from a shell, as scripts and outside checks use them."""

import io
import json
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.command_line import command

ROOT = Path(__file__).parents[2]
HONEY = {
    "category": "mat_ong",
    "answers": {"loai_hoa": "hoa nhãn", "quy_cach": "chai 500ml", "vung": "Hưng Yên", "ton_kho": 12},
    "price": 120000,
    "currency": "VND",
    "unit": "chai",
    "own_words": "Ong nhà nuôi ngoài vườn.",
    "photos": ["ong.jpg"],
    "proofs": [],
    "contact": {"name": "Hộ mẫu 1", "phone": "0900 000 001"},
}


def run(*words, stdin=""):
    done = command(*words, stdin=stdin.encode())
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def answered(*words, stdin=""):
    code, out, err = run(*words, stdin=stdin)
    assert code == 0, err
    return json.loads(out)


def refused(*words):
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    return json.loads(err)


@pytest.fixture
def honey(tmp_path):
    def write(**changes):
        path = tmp_path / f"facts{len(list(tmp_path.glob('facts*')))}.json"
        path.write_text(json.dumps({**HONEY, **changes}, ensure_ascii=False), "utf8")
        return path

    return write


def test_a_draft_is_one_object(honey):
    made = answered("draft", honey(), "--channel", "facebook_page")
    assert made["title"] == "Mật ong hoa nhãn Hưng Yên, chai 500 ml"
    assert "Ong nhà nuôi ngoài vườn." in made["description"]
    assert "0900 000 001" in made["description"]
    assert made["text"].startswith("Mật ong hoa nhãn Hưng Yên, chai 500 ml\n\nGiá: 120.000 ₫ / chai 500 ml\n\n")
    assert made["hashtags"][0] == "#matong"
    assert made["findings"] == []
    assert {"code": "lack.answer", "field": "mua_khai_thac"} in made["lacks"]


def test_a_finding_in_a_draft_says_where(honey):
    made = answered("draft", honey(own_words="Ngon nhất vùng, chữa ho."), "--channel", "shopee")
    assert {"rule", "severity", "start", "end", "message", "field"} <= set(made["findings"][0])
    assert "block" in {finding["severity"] for finding in made["findings"]}


@pytest.mark.parametrize(
    ("changes", "to", "said"),
    [
        ({}, "sendo", "channel.unknown"),
        ({"category": "vàng"}, "tiki", "category.unknown"),
        ({"price": "120k"}, "tiki", "facts.wrong_value"),
        ({"answers": []}, "tiki", "facts.wrong_value"),
        ({"gia": 1}, "tiki", "facts.wrong_value"),
    ],
)
def test_wrong_facts_are_refused_in_one_line(changes, to, said, honey):
    refusal = refused("draft", honey(**changes), "--channel", to)
    assert refusal["error"] == said


def test_a_missing_file_and_no_json_are_refused(tmp_path):
    assert refused("draft", tmp_path / "khong.json", "--channel", "tiki")["error"] == "input.no_file"
    (tmp_path / "x.json").write_text("{", "utf8")
    refusal = refused("draft", tmp_path / "x.json", "--channel", "tiki", "--lang", "vi")
    assert refusal["error"] == "input.not_json"
    assert refusal["message"]


def test_a_file_with_a_mark_at_its_start_and_letters_apart_is_read(tmp_path):
    text = unicodedata.normalize("NFD", json.dumps(HONEY, ensure_ascii=False))
    (tmp_path / "f.json").write_bytes(b"\xef\xbb\xbf" + text.encode())
    made = answered("draft", tmp_path / "f.json", "--channel", "tiki")
    assert made["title"] == "Mật Ong Hoa Nhãn Hưng Yên, Chai 500 ml"


def test_check_answers_a_line_for_a_line_and_goes_on_after_a_bad_one():
    lines = ['{"text": "Gạo ngon nhất"}', "[]", '{"text": 5}', '{"text": "Hai bên thống nhất", "channel": "shopee_vn"}']
    code, out, _ = run("check", "--batch", stdin="\n".join(lines))
    answers = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [finding["rule"] for finding in answers[0]["findings"]] == ["AD-SUP-01"]
    assert [answer.get("error") for answer in answers[1:3]] == ["input.not_an_object", "facts.wrong_value"]
    assert answers[3]["findings"] == []


def test_check_knows_papers_and_places():
    line = {"text": "Gạo OCOP, gọi 0901 234 567", "channel": "shopee_vn", "category": "gao"}
    paper = {"kind": "ocop", "number": "4 sao", "expires": "2099-01-01"}
    bare, proved = (
        [finding["rule"] for finding in answered("check", "--batch", stdin=json.dumps(one))["findings"]]
        for one in (line, {**line, "proofs": [paper]})
    )
    assert set(bare) - set(proved) == {"CERT-OCOP-01"}
    assert "PLAT-OFF-01" in proved


def test_export_writes_the_file_and_its_photos(honey, tmp_path):
    (tmp_path / "ong.jpg").write_bytes(b"jpeg")
    made = answered("export", honey(), honey(), "--to", "meta_catalog", "--out", tmp_path / "ra" / "meta.csv")
    assert (made["products"], made["channel"]) == (2, "meta_catalog")
    assert (tmp_path / "ra" / "meta.csv").read_text("utf8").count("120000 VND") == 2
    names = [Path(name).name for name in made["photos"]]
    assert len(set(names)) == 2
    assert all(name.startswith("mo-") and name.endswith("-1.jpg") for name in names)
    assert all(Path(name).read_bytes() == b"jpeg" for name in made["photos"])
    assert "đường dẫn" in made["after"][0]


def test_export_never_copies_a_file_from_elsewhere(honey, tmp_path):
    made = answered(
        "export",
        honey(photos=["../../../etc/passwd", "/etc/passwd"]),
        "--to",
        "shopify_csv",
        "--out",
        tmp_path / "s.csv",
    )
    assert made["photos"] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--to", "shopee_vn"], "export.needs_template"),
        (["--to", "excel"], "export.unknown"),
        (["--fill", "khong.xlsx"], "input.no_file"),
    ],
)
def test_export_says_why_not(words, said, honey, tmp_path):
    assert refused("export", honey(), "--out", tmp_path / "x", *words)["error"] == said
    assert not (tmp_path / "x").exists()


def test_export_fills_the_vendors_template(honey, tmp_path):
    book = Workbook()
    book.active.title = "Bản đăng tải"
    for column, key in enumerate(["ps_product_name|1|0", "ps_price|1|1", "channel_id.1|0|1"], 1):
        book.active.cell(1, column, key)
    book.save(tmp_path / "mau.xlsx")
    made = answered("export", honey(), "--fill", tmp_path / "mau.xlsx", "--out", tmp_path / "ra.xlsx")
    row = load_workbook(io.BytesIO((tmp_path / "ra.xlsx").read_bytes()))["Bản đăng tải"][7]
    assert (made["channel"], made["rows"], made["left"]) == ("shopee_vn", [7], ["channel_id.1"])
    assert [cell.value for cell in row] == ["Mật Ong Hoa Nhãn Hưng Yên, Chai 500 ml", 120000, None]


@pytest.mark.parametrize("words", [("draft", "x.json"), ("drift",), ("draft", "x.json", "--channel", "tiki", "--odd")])
def test_a_command_typed_wrong_is_refused_in_one_line(words):
    refusal = refused(*words, "--lang", "vi")
    assert refusal["error"] == "input.usage"
    assert "--help" in refusal["message"]


def test_brackets_without_end_half_letters_and_odd_bytes_are_no_traceback(tmp_path):
    (tmp_path / "deep.json").write_text("[" * 100_000, "utf8")
    assert refused("draft", tmp_path / "deep.json", "--channel", "tiki")["error"] == "input.not_json"
    (tmp_path / "half.json").write_text('{"category": "\\ud800"}', "utf8")
    assert refused("draft", tmp_path / "half.json", "--channel", "tiki")["error"] == "input.not_json"
    done = subprocess.run(
        [sys.executable, "-m", "onboarding", "check", "--batch"],
        input=b'\xff\n{"text": "G\xe1o"}\n{"text": "G\xe1\xba\xa1o"}\n', capture_output=True, cwd=ROOT, check=False,
    )  # fmt: skip
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert [answer.get("error") for answer in answers] == ["input.not_json", "input.not_json", None]
    assert answers[2]["findings"] == []


def test_a_check_for_an_unknown_place_category_or_field_is_refused():
    for key, code in (
        ("channel", "channel.unknown"),
        ("category", "category.unknown"),
        ("field", "check.unknown_field"),
    ):
        done = command("check", "--batch", stdin=json.dumps({"text": "Gạo mới", key: "shope"}).encode() + b"\n")
        assert json.loads(done.stdout)["error"] == code


def test_a_product_without_a_price_is_left_out_of_the_file_and_named(tmp_path):
    for name, price in (("priced", 32_000), ("unpriced", None)):
        facts = {"category": "gao", "answers": {"giong_lua": f"ST25 {name}"}, "price": price, "unit": "kg"}
        (tmp_path / f"{name}.json").write_text(json.dumps(facts), "utf8")
    priced, unpriced, out = tmp_path / "priced.json", tmp_path / "unpriced.json", tmp_path / "shop.csv"
    said = json.loads(command("export", priced, unpriced, "--to", "shopify_csv", "--out", out).stdout)
    assert said["products"] == 1
    assert {"title": "Gạo ST25 unpriced", "code": "export.no_price", "field": "price"} in said["lacks"]
    assert "priced" in out.read_text("utf-8-sig")
    assert "unpriced" not in out.read_text("utf-8-sig")
    assert refused("export", unpriced, "--to", "shopify_csv", "--out", out)["error"] == "export.no_price"


def test_an_answer_to_no_question_is_said(tmp_path):
    facts = {"category": "gao", "answers": {"giong_lua": "ST25", "giong": "ST25"}}
    (tmp_path / "facts.json").write_text(json.dumps(facts), "utf8")
    said = json.loads(command("draft", tmp_path / "facts.json", "--channel", "facebook_page").stdout)
    assert [lack["field"] for lack in said["lacks"] if lack["code"] == "lack.not_asked"] == ["giong"]


def test_facts_that_are_no_utf8_are_refused(tmp_path):
    (tmp_path / "latin.json").write_bytes(b'{"category": "gao", "own_words": "g\xe1o"}')
    assert refused("draft", tmp_path / "latin.json", "--channel", "tiki")["error"] == "input.not_json"


def test_a_file_that_cannot_be_written_is_refused(tmp_path, honey):
    assert refused("export", honey(), "--to", "shopify_csv", "--out", tmp_path)["error"] == "file.not_written"


@pytest.mark.parametrize("number", [0, -1, 10**12])
def test_a_number_that_is_no_price_is_named(number, honey):
    given = honey(
        price=number,
        pack={"amount": number, "unit": "kg", "price": number},
        variants=[{"name": "nhỏ", "price": number}, {"name": "lớn", "price": 90_000}],
        items=[{"name": "bún", "price": number}],
    )
    lacks = answered("draft", given, "--channel", "zalo_oa")["lacks"]
    named = {lack["field"] for lack in lacks if lack["code"] == "lack.not_read"}
    assert named == {"price", "pack.price", "pack.amount", "variants.0.price", "items.0.price"}
