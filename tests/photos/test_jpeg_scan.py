"""A JPEG overwritten in its middle is refused in words; a whole one of any coding is not."""

import random
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from onboarding.errors import OnboardingError
from onboarding.photos.decode import open_photo
from onboarding.photos.jpeg_scan import is_scan_damaged

CODINGS: list[dict[str, Any]] = [
    {},
    {"progressive": True},
    {"optimize": True, "quality": 100, "subsampling": 0},
    {"restart_marker_rows": 1},
    {"exif": b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x00\xff\xd9\xff\x01", "comment": b"\xff\x01\xff\xd3"},
]


def jpeg(**coding: Any) -> bytes:
    out = BytesIO()
    picture = Image.effect_noise((700, 500), 90).convert("RGB")
    picture.paste("white", (0, 0, 300, 200))
    picture.save(out, "JPEG", **coding)
    return out.getvalue()


@pytest.mark.parametrize("coding", CODINGS, ids=str)
def test_a_whole_jpeg_is_not_called_damaged(coding: dict[str, Any]) -> None:
    data = jpeg(**coding)
    assert not is_scan_damaged(data)
    assert not is_scan_damaged(data + b"\xff\x01\xff\xd8 a film behind the picture")
    assert open_photo(data).size == (700, 500)


@pytest.mark.parametrize("coding", CODINGS[:3], ids=str)
def test_a_jpeg_overwritten_in_its_middle_is_refused_in_words(coding: dict[str, Any]) -> None:
    data = bytearray(jpeg(**coding))
    middle, foreign = len(data) // 2, bytearray(random.Random(4).randbytes(3000).replace(b"\xff", b"\xfe"))
    foreign[1000:1002] = b"\xff\x31"
    data[middle : middle + 3000] = foreign
    with pytest.raises(OnboardingError) as refused:
        open_photo(bytes(data))
    assert refused.value.code == "photo.broken"


def test_a_restart_marker_in_a_file_that_announces_none_is_damage() -> None:
    data = bytearray(jpeg())
    middle = len(data) // 2
    data[middle : middle + 2] = b"\xff\xd3"
    assert is_scan_damaged(bytes(data))
