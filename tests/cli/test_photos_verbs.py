"""`python -m onboarding photo`: a line for each picture, a refusal in its place, names that stay inside the folder."""

import json
from pathlib import Path

from PIL import Image

from tests.command_line import command
from tests.photos.pictures import SIZE, fruit, iou, jpeg, scene

ROOT = Path(__file__).parents[2]


def run(*words):
    done = command("photo", *words)
    return done.returncode, [json.loads(line) for line in done.stdout.decode().splitlines()], done.stderr.decode()


def test_pictures_go_in_and_square_ones_come_out(tmp_path):
    picture, truth = fruit(scene())
    good, fake, empty = tmp_path / "mật ong.jpg", tmp_path / "hop.jpg", tmp_path / "trong.jpg"
    good.write_bytes(jpeg(picture))
    fake.write_bytes(b"%PDF-1.7")
    empty.write_bytes(b"")
    code, lines, _ = run(
        good, fake, empty, tmp_path / "khong-co.jpg", "--out", tmp_path / "out", "--mask", "--lang", "vi"
    )
    assert code == 0
    assert set(lines[0]) == {"file", "out", "mask", "size", "cut_out", "score", "advice"}
    assert (lines[0]["size"], lines[0]["cut_out"], lines[0]["advice"]) == ([1200, 1200], True, [])
    assert Image.open(lines[0]["out"]).size == (1200, 1200)
    mask = Image.open(lines[0]["mask"])
    assert (mask.format, mask.mode, mask.size) == ("PNG", "L", SIZE)
    assert iou(mask, truth) > 0.95
    assert [line.get("error") for line in lines[1:]] == ["photo.not_a_picture", "photo.empty", "photo.no_file"]
    assert all(line["message"].endswith(".") for line in lines[1:])


def test_the_box_is_in_upright_pixels(tmp_path):
    picture, left = fruit(scene(), x=330, radius=170)
    picture, _ = fruit(picture, x=850, radius=170, colour=(214, 150, 40))
    (tmp_path / "a.jpg").write_bytes(jpeg(picture))
    _, (line,), _ = run(
        tmp_path / "a.jpg", "--out", tmp_path, "--preset", "shopee_vn", "--box", "140,330,380,380", "--mask"
    )
    assert iou(Image.open(line["mask"]), left) > 0.9
    assert Path(line["out"]).read_bytes() != (tmp_path / "a.jpg").read_bytes() or line["out"] != str(tmp_path / "a.jpg")


def test_two_files_of_one_name_do_not_overwrite_each_other(tmp_path):
    picture, _ = fruit(scene())
    for folder in ("mot", "hai"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.jpg").write_bytes(jpeg(picture))
    _, lines, _ = run(
        tmp_path / "mot/a.jpg", tmp_path / "hai/a.jpg", "--background", "original", "--out", tmp_path / "out"
    )
    assert len({line["out"] for line in lines}) == 2


def test_the_original_is_never_overwritten(tmp_path):
    picture, _ = fruit(scene())
    before = jpeg(picture)
    (tmp_path / "a.jpg").write_bytes(before)
    run(tmp_path / "a.jpg", "--background", "original", "--out", tmp_path)
    assert (tmp_path / "a.jpg").read_bytes() == before


def test_a_person_may_say_that_a_doubtful_mask_is_right(tmp_path):
    picture, truth = fruit(scene(), x=80, radius=300, colour=(40, 110, 60))  # runs out of the photo: never trusted
    (tmp_path / "a.jpg").write_bytes(jpeg(picture))
    _, (doubted,), _ = run(tmp_path / "a.jpg", "--out", tmp_path / "out", "--mask")
    _, (accepted,), _ = run(tmp_path / "a.jpg", "--out", tmp_path / "out", "--mask", "--accept")
    assert (doubted["cut_out"], accepted["cut_out"]) == (False, True)
    assert doubted["score"] < 0.9
    assert "photo.unsure" in doubted["advice"]
    assert "photo.unsure" not in accepted["advice"]
    mask = Image.open(doubted["mask"])
    assert (mask.mode, mask.size) == ("L", SIZE)
    assert iou(mask, truth) > 0.8


def test_advice_is_given_with_the_real_background_too(tmp_path):
    (tmp_path / "a.jpg").write_bytes(jpeg(fruit(scene())[0] * 0.35))
    _, (line,), _ = run(tmp_path / "a.jpg", "--background", "original", "--close-up", "--out", tmp_path / "out")
    assert "photo.dark" in line["advice"]
    assert line["cut_out"] is False


def test_a_wrong_box_or_preset_is_refused_at_once(tmp_path):
    for words, code in ((["--box", "a,b"], "photo.wrong_box"), (["--preset", "nowhere"], "photo.unknown_preset")):
        status, lines, said = run(tmp_path / "a.jpg", "--out", tmp_path, *words)
        assert (status, lines, json.loads(said)["error"]) == (2, [], code)
