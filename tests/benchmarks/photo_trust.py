"""How far the trust score can be believed: composed scenes with known masks, `fit` to choose limits, `held` to measure.

    ONBOARDING_SAMPLES=folder python tests/benchmarks/photo_trust.py [fit|held] [count] [first]

Prints how many are called good and are (IoU of 0.85, 0.9), the share of good masks accepted, a table of score against
truth, each sign of every mask called good wrongly, and with `ONBOARDING_WORST=file.png` draws the worst ten. With
`ONBOARDING_LOOKS=folder` what the network answers is kept there, so that limits can be tried again for nothing.
"""

import hashlib
import os
import sys
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from photo_scenes import cut_outs, sample_grounds, scene  # noqa: E402

from onboarding.photos import segmentation, trust  # noqa: E402
from onboarding.photos.decode import open_photo  # noqa: E402

SAMPLES = Path(os.environ.get("ONBOARDING_SAMPLES", ROOT / "samples")) / "photos"


def keep_looks(folder: Path) -> None:
    """Answer from the folder what the network has answered before."""
    folder.mkdir(exist_ok=True, parents=True)
    asked = segmentation.saliency

    def saliency(view):
        file = folder / f"{hashlib.sha256(view.tobytes() + repr(view.size).encode()).hexdigest()[:24]}.npz"
        if not file.exists():
            claims, agreement = asked(view)
            np.savez_compressed(file, claims=(claims * 255 + 0.5).astype(np.uint8), agreement=agreement)
        kept = np.load(file)
        return kept["claims"].astype(np.float32) / 255, float(kept["agreement"])

    segmentation.saliency = saliency


def measure(half: str, count: int, first: int = 0) -> list[dict]:
    goods, grounds = cut_outs(SAMPLES, half), sample_grounds(SAMPLES, half)
    rows = []
    for number in range(first, first + count):
        made = scene(number, half, goods, grounds)
        out = BytesIO()
        Image.fromarray(made.rgb).save(out, "JPEG", quality=90)
        photo = open_photo(out.getvalue())
        seen: list[trust.Evidence] = []
        weigh = trust.weigh
        trust.weigh = lambda *given, weigh=weigh, seen=seen: seen.append(weigh(*given)) or seen[-1]
        try:
            detection = segmentation.automatic(photo)
        finally:
            trust.weigh = weigh
        claimed = detection.mask.render(photo.whole, photo.size) > 0.5
        truth = made.alpha > 0.5
        iou = float((claimed & truth).sum() / max((claimed | truth).sum(), 1))
        cut = any(side.any() for side in (truth[0], truth[-1], truth[:, 0], truth[:, -1]))
        rows.append({"name": made.name, "iou": iou, "sure": detection.sure, "score": detection.score, "cut": cut,
                     "by": detection.by, "signs": seen[0], "picture": (made.rgb, claimed)})  # fmt: skip
        print(f"  {made.name:44} {iou:.3f} {'ok' if detection.sure else '- '} {detection.score:.3f} {detection.by}"
              f"{' cut off' if cut else ''}", flush=True)  # fmt: skip
    return rows


def report(rows: list[dict]) -> None:
    sure = [row for row in rows if row["sure"]]
    good = [row for row in rows if row["iou"] >= 0.85 and not row["cut"]]
    bad = [row for row in sure if row["iou"] < 0.85]
    under, cut = sum(row["iou"] < 0.9 for row in sure), sum(row["cut"] for row in sure)
    print(f"called good {len(sure)} of {len(rows)}; under 0.85: {len(bad)}, under 0.9: {under}; cut off: {cut}")
    print(f"of {len(good)} good whole masks accepted: {sum(row['sure'] for row in good) / max(len(good), 1):.0%}")
    for low, high in ((0, 0.3), (0.3, 0.6), (0.6, 0.8), (0.8, 0.9), (0.9, 0.97), (0.97, 1.01)):
        inside = [row for row in rows if low <= row["score"] < high]
        if inside:
            share = np.mean([row["iou"] >= 0.85 for row in inside])
            stated = np.mean([row["score"] for row in inside])
            print(f"score {low:.2f}-{high:.2f}: {len(inside):3} masks, stated {stated:.2f}, good {share:.2f}")
    for row in bad:
        print("wrong:", row["name"], f"{row['iou']:.2f}", [round(sign, 2) for sign in row["signs"]])
    for row in good:
        if not row["sure"]:
            print("refused:", row["name"], f"{row['iou']:.2f}", [round(sign, 2) for sign in row["signs"]])


def worst(rows: list[dict], file: Path) -> None:
    """The ten worst, the mask tinted: those called good first."""
    tiles = []
    for row in sorted(rows, key=lambda row: (not row["sure"], row["iou"]))[:10]:
        rgb, claimed = row["picture"]
        tinted = np.where(claimed[..., None], rgb // 2 + np.array([0, 127, 0], np.uint8), rgb)
        tiles.append(np.asarray(Image.fromarray(np.hstack([rgb, tinted]).astype(np.uint8)).resize((480, 180))))
    Image.fromarray(np.vstack([np.hstack(tiles[at : at + 2]) for at in range(0, len(tiles) - 1, 2)])).save(file)


if __name__ == "__main__":
    half, count, first = (sys.argv[1:] + ["held", "100", "31"][len(sys.argv) - 1 :])[:3]
    if "ONBOARDING_LOOKS" in os.environ:
        keep_looks(Path(os.environ["ONBOARDING_LOOKS"]))
    measured = measure(half, int(count), int(first))
    report(measured)
    if "ONBOARDING_WORST" in os.environ:
        worst(measured, Path(os.environ["ONBOARDING_WORST"]))
