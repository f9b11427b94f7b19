"""What stands on the counts page, read as a person does: tables, lists, lines, tiles, bars, buttons."""

import json
import re
from html import unescape

import pyarrow as pa
from streamlit.testing.v1 import AppTest

from tests.screens.test_counts import text


def shown(cell: str) -> int | str:
    """A number as it is written, or the words that stand there."""
    plain = cell.replace(".", "").removeprefix("+")
    return int(plain) if re.fullmatch(r"-?\d+", plain) else cell


class PageRead:
    """The parts of a page, by the names they carry."""

    def __init__(self, app: AppTest) -> None:
        self.app, self.html = app, text(app)
        self.total = shown(re.findall(r"<p class='n'>([^<]*)</p>", self.html)[0])
        self.lines = [unescape(line) for line in re.findall(r"<li>([^<]*)</li>", self.html)]
        self.captions = [str(one.value) for one in app.get("caption")]
        self.monday = [one.label for one in app.button if str(one.key).startswith("monday_")]
        self.funnel = {
            unescape(name): shown(n)
            for name, n in re.findall(r"<li><span class='name'>([^<]*)</span>.*?<b>([^<]*)</b></li>", self.html)
        }

    def table(self, name: str) -> list[list[int | str]]:
        """The rows of a table, the headings first; empty where there is none of that name."""
        found = re.search(rf"aria-label='{re.escape(name)}'>(.*?)</table>", self.html, re.S)
        rows = re.findall(r"<tr>(.*?)</tr>", found[1]) if found else []
        return [[shown(unescape(cell)) for cell in re.findall(r"<t[dh][^>]*>([^<]*)<", row)] for row in rows]

    def line(self, pattern: str) -> re.Match[str] | None:
        """The first line or caption that begins so."""
        return next(filter(None, (re.match(pattern, line) for line in (*self.lines, *self.captions))), None)

    @property
    def tiles(self) -> dict[str, int | str]:
        """Name → number, of tiles that can be touched."""
        for one in self.app.get("bidi_component"):
            if one.proto.component_name == "kit_tiles":
                return {tile["name"]: shown(tile["n"]) for tile in json.loads(one.proto.json)["tiles"]}
        return {}

    @property
    def bars(self) -> tuple[dict[str, int], str]:
        """Label → height of the chart over time, and what is told to who cannot see it."""
        for one in self.app.get("vega_lite_chart"):
            frame = pa.ipc.open_stream(one.proto.datasets[0].data.data).read_pandas()
            assert frame["at"].is_unique
            return dict(zip(frame["at"], frame["n"], strict=True)), one.proto.alt
        return {}, ""
