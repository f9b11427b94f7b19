"""The command line over random untidy payees, codes, packs and prices: what it answers is true, or a refusal."""

import csv
import json
import os
import random
from pathlib import Path

import pypdfium2
import pytest

from onboarding.payments import read
from tests.command_line import command
from tests.services.test_untidy_visits import bare
from tests.services.untidy import cases
from tests.services.untidy_codes import scanned

SEED = int(os.environ.get("UNTIDY_SEED") or random.randrange(10**6))
COUNT = int(os.environ.get("UNTIDY_COUNT") or 200)


def answers(verb: str, asked: list[dict]) -> list[dict]:
    done = command(verb, "--batch", stdin="\n".join(map(json.dumps, asked)).encode())
    assert (done.returncode, done.stderr) == (0, b"")
    return [json.loads(line) for line in done.stdout.splitlines()]


def wrong_codes(count: int, seed: int) -> list[str]:
    """`qr-read`: whether a card may be made of each code, its kind's sum and account."""
    found = scanned(count, seed)
    wrong = []
    for one, said in zip(found, answers("qr-read", [{"payload": one.text} for one in found]), strict=True):
        may = said["own_code"]["ok"]
        right = may is (one.truth is not None) and bool(said["own_code"]["reasons"]) is not may
        if may and one.truth:
            last = (said["account"] or "")[-4:]
            right = right and (last, said["amount"]) == (one.truth["last"], one.truth["amount"])
        wrong += [] if right else [f"{one}: {said}"]
    return wrong


def wrong_payees(count: int, seed: int) -> list[str]:
    """`qr`: each typed payee's code says the bank, number, sum and words that were meant, or the line is refused."""
    typed = [case for case in cases(count, seed) if "code" not in case.visit["payment"]]
    asked = [
        {**{key: case.visit["payment"][key] for key in ("bank", "account", "purpose")}, "amount": case.amount}
        for case in typed
    ]
    wrong = []
    for case, line, said in zip(typed, asked, answers("qr", asked), strict=True):
        if "error" in said:
            named_only = case.truth is None or not case.truth["name"]
            wrong += [] if named_only else [f"{line}: {said}"]
            continue
        code = read(said["payload"])
        understood = (code.bank, code.account, code.amount, (code.purpose or "").casefold())
        meant = case.truth and (*case.truth["says"][:3], (case.truth["says"][3] or "").casefold())
        wrong += [] if case.truth is None or understood == meant else [f"{line}: {understood}"]
    return wrong


def test_what_is_said_of_random_codes_is_true():
    wrong = wrong_codes(COUNT, SEED)
    assert not wrong, f"UNTIDY_SEED={SEED}: {len(wrong)} of {COUNT} wrong\n" + "\n".join(wrong[:5])


def test_codes_of_random_payees_pay_whom_was_meant():
    wrong = wrong_payees(COUNT // 2, SEED)
    assert not wrong, f"UNTIDY_SEED={SEED}: {len(wrong)} of {COUNT // 2} wrong\n" + "\n".join(wrong[:5])


def test_random_visits_are_packed_right_or_refused(tmp_path):
    for number, case in enumerate(cases(12, SEED)):
        visit = tmp_path / f"{number}.json"
        visit.write_text(json.dumps(case.visit), "utf8")
        done = command("pack", visit, "--out", tmp_path / str(number), "--sheets", "pocket_card")
        if done.returncode:
            assert case.truth is None, (SEED, case, done.stderr)
            assert json.loads(done.stderr)["error"] != "kit.unexpected"
            continue
        said = json.loads(done.stdout)
        with pypdfium2.PdfDocument(Path(said["files"][0]).read_bytes()) as document:
            paper = bare(document[0].get_textpage().get_text_range())
        # the amount as typed is text, which only `qr` takes: the visit has none here
        assert case.truth is None or all(bare(case.truth[key]) in paper for key in ("bank", "last")), (SEED, case)


PACKS = [(25, "kg", 25), (0.5, "kg", 0.5), (500, "g", 0.5), (2, "yến", 20), (100, "g", 0.1)]


@pytest.mark.parametrize("place", ["meta_catalog", "shopify_csv", "woocommerce_csv"])
def test_random_prices_of_packs_are_exported_as_the_packs(place, tmp_path):
    dice = random.Random(SEED)
    for number in range(8):
        price, (amount, unit, kilos) = dice.randint(5, 400) * 1000, dice.choice(PACKS)
        wrong = dice.random() < 0.25
        facts = {"category": "gao", "price": price, "unit": "kg", "pack": {"amount": amount, "unit": unit}}
        facts |= dice.choice([{"price": -price}, {"price": 0}, {"price": 10**15}, {"currency": "KHR"}]) if wrong else {}
        file, out = tmp_path / f"{number}.json", tmp_path / f"{number}.csv"
        file.write_text(json.dumps(facts), "utf8")
        done = command("export", file, "--to", place, "--out", out)
        if wrong:
            assert json.loads(done.stderr)["error"] == "export.no_price", (SEED, facts)
            continue
        head, row = list(csv.reader(out.open(encoding="utf-8-sig")))[:2]
        column = next(at for at, name in enumerate(head) if name.lower() in ("price", "regular price"))
        assert float(row[column].removesuffix(" VND")) == price * kilos, (SEED, facts, row)
