"""The visits of the one team a test's store has, as its screens see them."""

from onboarding.members import current_member
from onboarding.store import Store
from onboarding.visits import Visits


def team_of(store: Store) -> str:
    """The id of the team at this machine; "" where none was set up."""
    who = current_member(store)
    return who.team_id if who else ""


def visits_of(store: Store) -> Visits:
    """Its visits."""
    return Visits(store, team_of(store))
