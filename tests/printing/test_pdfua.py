"""PDF/UA-1 of every sheet, judged by two validators that are not ours."""

import page as page_validation
import pytest
from pdfua import Severity, validate

from onboarding.printing import pack, sheets
from tests.printing.measuring import with_


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_sheet_together_passes_pdf_ua_1(contents, tmp_path, lang):
    pdf = pack(with_(contents, lang=lang), tuple(sheets()))
    file = tmp_path / "pack.pdf"
    file.write_bytes(pdf)
    report = validate(str(file))
    wrong = [(finding.rule_id, finding.message) for finding in report.findings if finding.severity is Severity.ERROR]
    assert not wrong
    assert page_validation.is_pdf_compliant_bytes(pdf, profile=page_validation.ValidationProfile.PDF_UA_1)
