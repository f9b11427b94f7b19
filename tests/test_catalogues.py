"""A student adds one thing by CONTRIBUTING alone: one file or one row, and the kit uses it; gone again, it is unknown.

Done on a copy of the house, through the command line, so that nothing of the checkout is touched.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from onboarding.catalogue import Record, Words, read
from onboarding.errors import OnboardingError

ROOT = Path(__file__).parent.parent
ROOMS = ("onboarding", "product_templates")
PROVIDER = """# Nguồn: phép thử của bộ công cụ, ngày 2026-11-24
name = "Ngân hàng Mẫu"
kind = "bank"
classes = ["bank_hkd"]
url = "https://example.org/"

[[steps]]
id = "mau.1"
title = {vi = "Mở trang của Ngân hàng Mẫu và đọc lại giấy tờ cần mang", en = "Read the page again"}
who = "vendor_with_helper_beside"
verified = false
basis = "memory"
as_of = 2026-11-24
"""
CATEGORY = """# Nguồn: phép thử của bộ công cụ, ngày 2026-11-24
name = {vi = "Nón lá", en = "Leaf hats"}
noun = "Nón lá"
group = "IV Hàng thủ công mỹ nghệ"
units = ["cái"]
hashtags = ["nón lá"]
titles = [["Nón lá", "{{ kieu }}", "{{ vung|noi_gan }}"]]
photos = [{vi = "Chụp cả nón trên nền trơn.", en = "The whole hat on a plain ground."}]

[[questions]]
code = "kieu"
label = {vi = "Kiểu nón nào?", en = "Which style?"}
required = true

[[blocks]]
code = "mo_dau"
lines = ["Nón lá kiểu {{ kieu }}."]

[sample]
price = 120000
unit = "cái"
answers = {kieu = "bài thơ"}
"""


PHOTO_STEP = '''"""Draws a thin frame, for a test."""

from PIL import ImageDraw

ORDER = 81


def apply(context):
    ImageDraw.Draw(context.canvas).rectangle((0, 0, context.canvas.width - 1, 20), fill=(0, 120, 0))
    return {"frame": "green"}
'''


@pytest.fixture
def house(tmp_path: Path) -> Path:
    for room in ROOMS:
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def ask(house: Path, *words: str) -> dict[str, Any]:
    """What the command line of that house answers; its refusal where it refuses."""
    done = subprocess.run(
        [sys.executable, "-m", "onboarding", *words], cwd=house, capture_output=True, text=True, encoding="utf8"
    )
    answer: dict[str, Any] = json.loads(done.stdout or done.stderr)
    return answer


def test_a_bank_is_one_row(house):
    words = ("qr", "--bank", "Ngân hàng Mẫu", "--account", "0123456789")
    assert ask(house, *words)["error"] == "bank.unknown"
    banks = house / "onboarding" / "payments" / "banks.csv"
    before = banks.read_text("utf8")
    header = next(line for line in before.splitlines() if not line.startswith("#")).split(",")
    name = "Ngân hàng Mẫu"
    row = {"bin": "999997", "code": "MAU", "short_name": name, "name": name, "wallet": "0", "source": "phép thử"}
    banks.write_text(before.rstrip("\n") + "\n" + ",".join(row.get(name, "") for name in header) + "\n", "utf8")
    assert "0006999997" in ask(house, *words)["payload"]
    banks.write_text(before, "utf8")
    assert ask(house, *words)["error"] == "bank.unknown"


def test_a_provider_is_one_file(house):
    facts = house / "facts.json"
    facts.write_text(json.dumps({"registered_hkd": True, "phone_type": "smartphone"}), "utf8")
    words = ("checklist", "--provider", "ngan_hang_mau", "--facts", str(facts))
    assert ask(house, *words)["error"] == "wallet.unknown_provider"
    (house / "onboarding" / "wallets" / "providers" / "ngan_hang_mau.toml").write_text(PROVIDER, "utf8")
    assert "mau.1" in [step["id"] for step in ask(house, *words)["steps"]]


def test_a_category_is_one_file(house):
    facts = house / "facts.json"
    facts.write_text(json.dumps({"category": "non_la", "answers": {"kieu": "bài thơ"}, "price": 120_000}), "utf8")
    words = ("draft", str(facts), "--channel", "facebook_page")
    assert ask(house, *words)["error"] == "category.unknown"
    (house / "product_templates" / "non_la.toml").write_text(CATEGORY, "utf8")
    made = ask(house, *words)
    assert made["title"] == "Nón lá bài thơ"
    assert "Nón lá kiểu bài thơ." in made["description"]


class Fruit(Record, frozen=True, forbid_unknown_fields=True, kw_only=True):
    name: Words
    days: int


def test_a_photo_step_is_one_file(house):
    (house / "assets").symlink_to(ROOT / "assets")
    (house / "onboarding/photos/steps/green_frame.py").write_text(PHOTO_STEP, "utf8")
    picture, out = house / "a.png", house / "out"
    Image.effect_noise((400, 300), 30).convert("RGB").save(picture)
    words = ("photo", str(picture), "--background", "original", "--out", str(out))
    assert Image.open(ask(house, *words)["out"]).getpixel((600, 5))[1] > 90
    (house / "onboarding/photos/steps/green_frame.py").unlink()
    assert Image.open(ask(house, *words)["out"]).getpixel((600, 5))[0] > 60


@pytest.mark.parametrize(
    ("text", "code", "line", "key"),
    [
        ('name = {vi = "Cam"}\ndays = "chín"', "catalogue.wrong_value", 2, "days"),
        ('name = {vi = "Cam"}\ndays = 9\ncolour = "x"', "catalogue.wrong_value", 3, "colour"),
        ('name = {en = "Orange"}\ndays = 9', "catalogue.wrong_value", 1, "name"),
        ("name = {vi = ", "catalogue.not_toml", None, None),
    ],
)
def test_a_file_that_does_not_fit_is_named_with_line_and_key(tmp_path, text, code, line, key):
    (tmp_path / "cam.toml").write_text(text, "utf8")
    with pytest.raises(OnboardingError) as refused:
        read(tmp_path, Fruit)
    details = refused.value.details
    assert (refused.value.code, details["file"], details.get("line"), details.get("key")) == (
        code,
        "cam.toml",
        line,
        key,
    )


def test_a_file_dropped_in_is_there_at_the_next_call(tmp_path):
    assert dict(read(tmp_path, Fruit)) == {}
    (tmp_path / "cam.toml").write_text('name = {vi = "Cam"}\ndays = 9', "utf8")
    assert read(tmp_path, Fruit)["cam"].name.in_("en") == "Cam"
    (tmp_path / "cam.toml").unlink()
    assert dict(read(tmp_path, Fruit)) == {}
