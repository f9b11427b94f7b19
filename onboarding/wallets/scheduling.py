"""When each step is due: what must be ticked first, what waits on the provider, what stopped it.

Before the account may begin, what `blocks` must be ticked. Inside one file the provider's own step holds up what
comes after it. The name check, test payment and tax notice come when the account's steps are done.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Literal, NamedTuple

from .applicability import Candidate
from .stops import STOPS
from .visit_notes import Reading

_ACCOUNT = ("class", "provider")


class Standing(NamedTuple):
    """Where a step stands."""

    due: Literal["now", "later", "waiting", "done"]
    blocked_by: tuple[str, ...] = ()
    stop: str = ""


def stand(
    found: Sequence[Candidate], done: Collection[str], readings: Mapping[str, Reading], misfit: str
) -> dict[str, Standing]:
    """The standing of every step that is hers, by id. A stopped step is not done, whatever was ticked."""
    hers = [one for one in found if not one.because]
    stops = {one.item.id: STOPS[readings[one.item.id].stop] for one in hers if _stopped(one, readings)}
    if misfit:
        stops["b7.choose"] = misfit
    undone = [one for one in hers if one.item.id not in done or one.item.id in stops]
    return {one.item.id: _standing(one, undone, stops) for one in hers}


def _stopped(one: Candidate, readings: Mapping[str, Reading]) -> bool:
    return one.item.id in readings and bool(readings[one.item.id].stop)


def _standing(one: Candidate, undone: Sequence[Candidate], stops: Mapping[str, str]) -> Standing:
    stop = stops.get(one.item.id, "")
    if one not in undone:
        return Standing("done")
    first = tuple(dict.fromkeys(other.item.id for other in _first(one, undone, stops)))
    if one.asks:
        return Standing("waiting", first, stop)
    if one.item.who == "provider":
        return Standing("later" if first else "waiting", first, stop)
    return Standing("later" if first else "now", first, stop)


def _first(one: Candidate, undone: Sequence[Candidate], stops: Mapping[str, str]) -> list[Candidate]:
    """The undone steps that hold this one up."""
    place = undone.index(one)
    earlier = [other for other in undone[:place] if _holds_up(other, one, other.item.id in stops)]
    whole = [other for other in undone if other is not one and _before_the_end(other, one)]
    return sorted({id(other): other for other in (*earlier, *whole)}.values(), key=undone.index)


def _holds_up(other: Candidate, one: Candidate, stopped: bool) -> bool:
    """Whether an earlier step must come first: it blocks, it gives a paper, or the provider takes turns with her."""
    if other.item.blocks and (stopped or one.stage in _ACCOUNT):
        return True
    turns = other.group == one.group and "provider" in (other.item.who, one.item.who)
    return (turns and one.stage in _ACCOUNT) or other.item.id in one.needs


def _before_the_end(other: Candidate, one: Candidate) -> bool:
    if one.item.after == "account":
        return other.stage in _ACCOUNT
    return one.item.after == "everything"
