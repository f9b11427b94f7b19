"""Help says what the screens are called today, and prints as two A4 pages that hold every line."""

import pypdfium2
import pypdfium2.raw
import pytest

from onboarding.printing.handbook import PICTURES, handbook
from onboarding.screens.help import sections
from onboarding.screens.navigation import screens
from onboarding.screens.steps import in_order

from .test_current_member import screen
from .test_wizard import begin, press


def test_every_step_of_the_wizard_and_every_named_screen_is_there(store):
    app = screen("help")
    assert not app.exception
    shown = "\n".join(one.value for one in app.text)
    assert all(step.TITLE in shown for step in in_order())
    assert "“Thành viên tổ”" in shown


def test_the_handbook_is_two_pages_and_loses_no_line():
    first, second = sections()
    pdf = pypdfium2.PdfDocument(handbook("Sổ tay tổ viên", first, second, "Bộ hỗ trợ", "vi"))
    assert len(pdf) == 2
    assert all((round(page.get_width()), round(page.get_height())) == (595, 842) for page in pdf)
    text = " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in pdf)
    missing = [line for part in (*first, *second) for line in part.lines if line not in text]
    assert missing == []
    pictures = list(pdf[0].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]))
    assert len(pictures) == len(in_order()) == len(list(PICTURES.iterdir()))


BUTTONS = ("Chỉ làm mã QR", "Bật", "Tắt", "Ghép máy này", "Thử với dữ liệu mẫu")


@pytest.mark.parametrize("part", [part for page in sections() for part in page], ids=lambda part: part.code)
def test_each_section_names_screens_by_their_titles(part):
    quoted = {words for line in part.lines for words in line.split("“")[1:]}
    titles = {one.title for one in screens().values()} | set(BUTTONS)
    assert all(words.split("”")[0] in titles for words in quoted)


@pytest.mark.parametrize("code", [code for code in screens() if code != "help"])
def test_every_screen_has_the_help_at_a_section_that_is_there(store, code):
    codes = {part.code for page in sections() for part in page}
    app = screen(code)
    app.button(key="go_help").click().run()
    assert not app.exception
    assert "".join(app.query_params["help"]) in codes
    opened = [one.label for one in app.expander if one.proto.expanded]
    assert len(opened) == 1


def test_the_help_of_a_visit_leads_back_to_its_step(store):
    app = press(begin(), "next")
    where = {name: app.query_params[name] for name in ("d", "step")}
    app = press(press(app, "go_help"), "go_back")
    assert not app.exception
    assert {name: app.query_params[name] for name in ("d", "step")} == where
    assert app.button(key="next").label == "Tiếp tục"


def test_an_address_of_the_help_leads_nowhere_else(store):
    app = screen("help")
    app.query_params["back"] = "https://evil.test"
    assert "go_back" not in {one.key for one in app.run().button}
