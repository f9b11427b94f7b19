"""Photos of a card at a stall, simulated: the kit's own card on a table, a strange code over or beside it."""

import io
from datetime import date
from functools import lru_cache

import cv2
import numpy as np
from PIL import Image

from onboarding.payments import BankAccount, draw, payload
from onboarding.printing import Code, PackContents, pack, pages

OWN_CODE = payload(BankAccount("970436", "0011001234567"))
THIEF = payload(BankAccount("970418", "5501000123456"))
HARMLESS = (
    "https://zalo.me/0900000001",
    "WIFI:T:WPA;S:Quan mau;P:12345678;;",
    "https://truy-xuat.example.vn/lo/2026-001",
    "https://hoadon.example.vn/tra-cuu?ma=ABC123",
)
PLACES = ("none", "full", "shifted", "partial", "beside 1.0", "beside 0.6", "beside 0.35", "faint", "harmless")
CONDITIONS = ("clear", "blur", "glare", "crumple", "dark", "small")
WIDTH, HEIGHT = 1600, 1200


@lru_cache(maxsize=4)
def card(kind: str) -> np.ndarray:
    """A sheet with the vendor's code as the kit prints it, grey."""
    code = Code(symbol=draw(OWN_CODE), bank="Vietcombank", last_four="4567", holder="NGUYEN THI MAU", number="7F3A21")
    contents = PackContents(business="Hộ mẫu 1 – Mật ong rừng", day=date(2026, 11, 24), code=code)
    page = Image.open(io.BytesIO(pages(pack(contents, (kind,)), 130)[0])).convert("L")
    return np.asarray(page)


def shot(place: str, condition: str, seed: int) -> bytes:
    """One JPEG. `place`: where the other code is; `condition`: what is wrong with the photo."""
    dice = np.random.default_rng(seed)
    flat, corner, side = _on_the_table(dice)
    flat = _with_other(flat, place, corner, side, dice)
    span = {"small": dice.uniform(120, 170)}.get(condition, dice.uniform(260, 480))
    photo = _taken(flat, corner, side, span, dice)
    if condition == "crumple":
        photo = _crumpled(photo, span, dice)
    if condition == "blur":
        photo = cv2.GaussianBlur(photo, (0, 0), dice.uniform(0.1, 0.22) * span / 33)
    if condition == "glare":
        photo = photo + _shine(dice, span)
    noise = 3.0
    if condition == "dark":
        photo, noise = photo * dice.uniform(0.18, 0.35), 5.0
    photo = photo + dice.normal(0, noise, photo.shape)
    out = io.BytesIO()
    Image.fromarray(np.clip(photo, 0, 255).astype(np.uint8)).save(out, "JPEG", quality=int(dice.integers(70, 92)))
    return out.getvalue()


def _on_the_table(dice):
    """The card on a table of wood or cloth; where the symbol's corner is and how wide it is."""
    sheet = card(str(dice.choice(["pocket_card", "table_card", "poster"])))
    scale = 700 / sheet.shape[1]
    sheet = cv2.resize(sheet, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    high, wide = sheet.shape
    table = np.full((high + 900, wide + 1500), dice.uniform(70, 190), np.float32)
    grain = cv2.GaussianBlur(dice.normal(0, 40, table.shape).astype(np.float32), (0, 0), sigmaX=40, sigmaY=1.5)
    table = table + grain * dice.uniform(0.5, 3)
    table[450 : 450 + high, 750 : 750 + wide] = sheet
    (left, top, right, _bottom) = _symbol_box(sheet)
    return table, np.array([750 + left, 450 + top]), right - left


def _symbol_box(sheet):
    from onboarding.payments.readback import placed

    return placed(np.ascontiguousarray(sheet))[0][1]


def _with_other(flat, place, corner, side, dice):
    if place == "none":
        return flat
    text = str(dice.choice(HARMLESS)) if place == "harmless" else THIEF
    part = {"beside 0.6": 0.6, "beside 0.35": 0.35, "full": 1.25, "partial": 0.45, "harmless": dice.uniform(0.4, 1)}
    size = int(side * part.get(place, 1.0))
    other = cv2.resize(np.asarray(draw(text).picture(8)), (size, size), interpolation=cv2.INTER_AREA).astype(np.float32)
    if place == "faint":
        other = 225 - (255 - other) * dice.uniform(0.3, 0.5)
    x, y = corner
    if place == "full":
        at = (x - 0.12 * side, y - 0.12 * side)
    elif place == "shifted":
        at = (x + dice.uniform(0.15, 0.3) * side, y + dice.uniform(-0.2, 0.2) * side)
    elif place == "partial":
        at = (x + side * dice.uniform(0.7, 0.85), y + side * dice.uniform(-0.2, 0.8))
    else:
        left = dice.random() < 0.5
        gap = dice.uniform(0.16, 0.4) * side
        at = (x - gap - size if left else x + side + gap, y + dice.uniform(0, 1) * (side - size))
    return _pasted(flat, other, int(at[0]), int(at[1]))


def _pasted(flat, other, x, y):
    done, size = flat.copy(), len(other)
    done[y : y + size, x : x + size] = other
    return done


def _taken(flat, corner, side, span, dice):
    """Seen by a phone: a little turned and tilted, the symbol `span` pixels wide."""
    zoom = span / side
    middle = corner + side / 2
    angle, tilt = np.radians(dice.uniform(-12, 12)), dice.uniform(-0.00025, 0.00025, 2)
    turn = zoom * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    lens = np.eye(3)
    lens[:2, :2] = turn
    lens[:2, 2] = np.array([WIDTH / 2, HEIGHT / 2]) + dice.uniform(-60, 60, 2) - turn @ middle
    lens = np.array([[1, 0, 0], [0, 1, 0], [tilt[0] / 4, tilt[1] / 4, 1]]) @ lens
    small = max(1.0, 1 / zoom / 2)
    source = cv2.GaussianBlur(flat.astype(np.float32), (0, 0), 0.35 * small + 0.2)
    return cv2.warpPerspective(source, lens, (WIDTH, HEIGHT), flags=cv2.INTER_AREA, borderValue=120).astype(np.float32)


def _crumpled(photo, span, dice):
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    wave, depth = span * dice.uniform(0.6, 1.2), span * dice.uniform(0.004, 0.012)
    shift = depth * np.sin(2 * np.pi * (x * 0.6 + y) / wave + dice.uniform(0, 6))
    light = 1 - 0.18 * np.cos(2 * np.pi * (x * 0.6 + y) / wave)
    return cv2.remap(photo, x + shift.astype(np.float32), y + shift.astype(np.float32), cv2.INTER_LINEAR) * light


def _shine(dice, span):
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    at = np.array([HEIGHT / 2, WIDTH / 2]) + dice.uniform(-0.6, 0.6, 2) * span
    return 170 * np.exp(-((y - at[0]) ** 2 + (x - at[1]) ** 2) / (2 * (span * dice.uniform(0.12, 0.25)) ** 2))
