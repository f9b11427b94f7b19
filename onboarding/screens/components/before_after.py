"""Before and after, one over the other, with a handle to draw across; offline, with finger, mouse or arrow keys."""

from ..words import _
from .assets import component
from .media_url import served

_component = component("kit_compare", "before_after")


def show(before: bytes, after: bytes, *, key: str) -> None:
    """Both pictures are JPEGs; they are drawn as squares."""
    pictures = {"before": before, "after": after}
    words = [_("Trước"), _("Sau"), _("Kéo để so ảnh trước và sau")]
    addresses = {name: served(jpeg, "image/jpeg", f"{key}_{name}") for name, jpeg in pictures.items()}
    _component(key=key, data={**addresses, "words": words})
