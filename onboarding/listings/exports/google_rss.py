"""The same products for Google as RSS 2.0 with its `g:` names, for a feed put on a web site."""

from collections.abc import Sequence
from xml.etree import ElementTree

from ...channels import Channel
from .goods import Goods
from .google_merchant import rows

SUFFIX, CHANNEL = ".xml", "google_merchant"
_G = "http://base.google.com/ns/1.0"


def write(items: Sequence[Goods], place: Channel) -> bytes:
    ElementTree.register_namespace("g", _G)
    rss = ElementTree.Element("rss", version="2.0")
    feed = ElementTree.SubElement(rss, "channel")
    for name, text in (("title", items[0].seller or "Hàng của hộ"), ("link", ""), ("description", place.name.vi)):
        ElementTree.SubElement(feed, name).text = text
    for row in (row for item in items for row in rows(item)):
        entry = ElementTree.SubElement(feed, "item")
        for name, value in row.items():
            if value not in ("", None):
                ElementTree.SubElement(entry, f"{{{_G}}}{name}").text = str(value)
    ElementTree.indent(rss)
    return bytes(ElementTree.tostring(rss, encoding="utf-8", xml_declaration=True))
