"""Help says what the screens are called today, and prints as two A4 pages that hold every line."""

import pypdfium2
import pytest

from onboarding.printing.handbook import handbook
from onboarding.screens.help import sections
from onboarding.screens.navigation import screens
from onboarding.screens.steps import in_order

from .test_current_member import screen


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


@pytest.mark.parametrize("part", [part for page in sections() for part in page], ids=lambda part: part.code)
def test_each_section_names_screens_by_their_titles(part):
    quoted = {words for line in part.lines for words in line.split("“")[1:]}
    titles = {one.title for one in screens().values()} | {"Chỉ làm mã QR", "Bật", "Tắt", "Ghép máy này"}
    assert all(words.split("”")[0] in titles for words in quoted)
