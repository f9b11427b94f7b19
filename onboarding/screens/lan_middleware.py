"""What stands before the screens when the kit listens beyond this machine; nothing at all when it does not."""

from starlette.middleware import Middleware

from ..members.lan import listens_beyond, middleware


def guards() -> list[Middleware]:
    """The counter where a vendor's phone fetches her files once, then the gate for everything else."""
    if not listens_beyond():
        return []
    from ..printing.one_time_downloads import Counter

    return [Middleware(Counter), *middleware()]
