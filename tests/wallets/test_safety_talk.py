"""The talk before the vendor goes home: six threats with pictures of our own, three questions, five skills."""

import re
from datetime import date
from io import BytesIO

import pytest
import typst
from PIL import Image

from onboarding.wallets import load_reference, safety_talk, skills

TALK = safety_talk(date(2026, 11, 24))
WANTED = ["qr_pasted", "fake_receipt", "lock_out_call", "fake_tax", "otp", "lend_account"]


def test_the_six_threats_are_told_in_order_each_with_its_pages():
    assert [threat.code for threat in TALK.threats] == WANTED
    known = load_reference().sources
    assert all(threat.source and set(threat.source) <= set(known) for threat in TALK.threats)


def test_the_fines_are_filled_in_from_the_rules():
    say = TALK.threats[-1].say
    assert "từ 100 triệu đồng đến 150 triệu đồng" in say.vi
    assert "{" not in say.vi + say.get("en", "")


@pytest.mark.parametrize("code", WANTED)
def test_a_picture_is_a_drawing_of_ours_that_paper_and_screen_can_show(code, tmp_path):
    svg = next(threat for threat in TALK.threats if threat.code == code).picture()
    text = svg.decode("utf8")
    assert 'viewBox="0 0 160 160"' in text
    assert re.search(r"<title>[^<]{10,}</title>", text)
    assert not re.search(r"<text|<image|href|<script|font|url\(", text)
    (tmp_path / "one.svg").write_bytes(svg)
    source = '#set page(width: 4cm, height: 4cm, margin: 0cm)\n#image("one.svg", width: 100%)'
    (tmp_path / "one.typ").write_text(source, "utf8")
    picture = Image.open(BytesIO(typst.compile(tmp_path / "one.typ", format="png", ppi=144)))
    colours = picture.convert("RGB").getcolors(1 << 20)
    assert colours
    assert len(colours) > 20


def test_each_question_has_one_right_answer_and_belongs_to_a_threat():
    assert len(TALK.quiz) == 3
    for question in TALK.quiz:
        assert 0 <= question.right < len(question.options) == 3
        assert question.threat in WANTED
    assert len({question.right for question in TALK.quiz}) == 3


def test_the_five_skills_of_the_teams_report():
    assert [skill.code for skill in skills()] == [
        "public_services", "shopping", "payment", "self_protection", "local_platforms",
    ]  # fmt: skip
