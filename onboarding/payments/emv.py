"""The frame of every EMV payment code: fields of tag, length and value, and the checksum that closes it.

A length counts characters, not bytes; the checksum is CRC-16 (ISO/IEC 13239, polynomial 1021, from FFFF) over the
UTF-8 of everything up to and with its own "6304".

>>> checksum("123456789"), field("58", "VN"), fields("000201", "")[0]
('29B1', '5802VN', {'00': '01'})
"""

from binascii import crc_hqx
from collections.abc import Mapping
from typing import Any, NamedTuple

from ..languages import N_


class Reason(NamedTuple):
    """Something a code says wrongly or unusually: a code of the language files and its details."""

    code: str
    details: Mapping[str, Any] = {}


def checksum(text: str) -> str:
    """Four hexadecimal digits, capitals, zero-padded."""
    return f"{crc_hqx(text.encode('utf8', 'surrogatepass'), 0xFFFF):04X}"


def field(tag: str, value: str) -> str:
    """One field, or nothing for an empty value; the caller keeps values under 100 characters."""
    return f"{tag}{len(value):02}{value}" if value else ""


def fields(text: str, where: str) -> tuple[dict[str, str], list[Reason]]:
    """The fields of a text by tag, in their order, as far as they can be read, and every reason they cannot.

    `where` is the tag the text stands in ("38", "38.01"), empty at the root.
    """
    found: dict[str, str] = {}
    reasons: list[Reason] = []
    at = 0
    while at < len(text):
        head, tag = text[at : at + 4], _under(where, text[at : at + 2])
        if len(head) < 4 or not (head.isascii() and head.isdigit()):
            reasons.append(Reason(N_("vietqr.leftover"), {"where": where or "0", "found": text[at : at + 12]}))
            break
        says, value = int(head[2:]), text[at + 4 : at + 4 + int(head[2:])]
        if len(value) < says:
            reasons.append(Reason(N_("vietqr.cut_short"), {"where": tag, "says": says, "left": len(value)}))
            break
        if not says:
            reasons.append(Reason(N_("vietqr.empty_field"), {"where": tag}))
        if head[:2] in found:
            reasons.append(Reason(N_("vietqr.repeated"), {"where": tag}))
        found.setdefault(head[:2], value)
        at += 4 + says
    return found, reasons


def _under(where: str, tag: str) -> str:
    return f"{where}.{tag}" if where else tag
