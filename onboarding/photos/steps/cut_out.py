"""The second look, at the product alone, and whether its mask may be trusted."""

from typing import Any

from ...languages import N_
from ..finding import softness
from ..model import saliency
from ..work import Advice, Work

ORDER = 30
SOFT = 0.12
"""A mask softer than this is not used unless somebody says it is right."""


def apply(work: Work) -> dict[str, Any] | None:
    if work.asked.background != "white":
        return None
    work.alpha = saliency(work.image)
    soft = softness(work.alpha)
    work.score = round(1 / (1 + soft), 3)
    work.trusted = work.asked.sure or soft <= SOFT
    if not work.trusted:
        work.advice.append(Advice(code=N_("photo.unsure")))
    return {"softness": round(soft, 4), "score": work.score, "trusted": work.trusted}
