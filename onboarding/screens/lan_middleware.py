"""What stands before the screens when the kit listens beyond this machine; nothing at all when it does not."""

from starlette.middleware import Middleware

from ..members.lan import middleware, sign_in_everywhere


def lan_middleware() -> list[Middleware]:
    """The counter where a vendor's phone fetches her files once, then the gate for everything else."""
    if not sign_in_everywhere():
        return []
    from ..printing.one_time_downloads import DownloadMiddleware

    return [Middleware(DownloadMiddleware), *middleware()]
