"""Output presets: what each channel wants of a photo, from `presets/<code>.toml` and the channels' photo needs.

>>> presets()["square"].size, presets()["square"].file_name("Mật ong rừng", 1)
(1200, 'mat-ong-rung-01.jpg')
"""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from ..catalogue import Record, Words, read
from ..channels import Channel, channels
from ..errors import OnboardingError
from ..languages import slug

FOLDER = Path(__file__).parent / "presets"
BASE = "square"


class Preset(Record, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A square JPEG of `size` pixels a side, of `most_bytes` at most, the product `fill` of the side long.

    `count` is how many photos the place takes. `least_px` is its own minimum, below which it refuses.
    """

    name: Words
    size: int
    fill: float
    most_bytes: int
    count: int = 0
    least_px: int = 0

    @property
    def shape(self) -> tuple[int, float, int]:
        """What decides the picture; presets alike in it share one."""
        return self.size, self.fill, self.most_bytes

    def file_name(self, product: str, number: int) -> str:
        """A readable name: `mat-ong-rung-01.jpg`."""
        return f"{slug(product)}-{number:02d}.jpg"


def presets() -> Mapping[str, Preset]:
    """The presets that differ: the files of the folder, and the channels whose picture is another than the base's."""
    own = read(FOLDER, Preset)
    base = own[BASE]
    of_channels = {code: _of_channel(one, base) for code, one in channels().items()}
    return MappingProxyType({**{code: one for code, one in of_channels.items() if one.shape != base.shape}, **own})


def preset(code: str) -> Preset:
    """The preset of a file or of a channel; `photo.unknown_preset` lists what there is."""
    own = read(FOLDER, Preset)
    known = {**{code: _of_channel(one, own[BASE]) for code, one in channels().items()}, **own}
    if code not in known:
        raise OnboardingError("photo.unknown_preset", field="preset", found=code[:60], known=", ".join(known))
    return known[code]


def _of_channel(one: Channel, base: Preset) -> Preset:
    """The base preset within the channel's limits; where a channel says nothing the base stands."""
    needs = one.photos
    size = min(max(base.size, needs.min_px), needs.max_px or KEPT_MOST)
    heaviest = int(needs.max_mb * 1_000_000) or base.most_bytes
    return Preset(
        code=one.code,
        name=one.name,
        size=size,
        fill=base.fill,
        most_bytes=min(heaviest, base.most_bytes),
        count=needs.most or base.count,
        least_px=needs.min_px,
    )


KEPT_MOST = 3000
"""No preset is larger than this, whatever a channel would take."""
