"""Damage inside a JPEG's coded picture: bytes that no encoder writes there.

libjpeg decodes past such bytes with a warning that Pillow does not pass on, and the picture comes out striped.
ITU-T T.81, B.1.1.5: in coded data FF stands only before 00, before a restart marker or before a marker that ends it.
Damage without any FF, a run of zeros for example, is not seen: a flat picture is coded as such a run too.
"""

import re

_MARKER = re.compile(rb"\xff+([^\x00\xff])")
_RESTARTS = range(0xD0, 0xD8)
_BETWEEN_SCANS = frozenset({0xC4, 0xCC, 0xDA, 0xDB, 0xDC, 0xDD, 0xFE, *range(0xE0, 0xF0)})
_START_OF_SCAN, _END_OF_IMAGE, _RESTART_INTERVAL = 0xDA, 0xD9, 0xDD


def is_scan_damaged(data: bytes) -> bool:
    """Whether a marker that cannot stand there interrupts the coded picture of a JPEG.

    A file that ends early is not called damaged here: the decoder refuses it.
    """
    at, in_scan, restarts = 2, False, False
    while found := _MARKER.search(data, at):
        marker, after = found[1][0], found.end()
        if marker == _END_OF_IMAGE:
            return False
        if in_scan and marker in _RESTARTS:
            if not restarts:
                return True
            at = after
            continue
        if in_scan and marker not in _BETWEEN_SCANS:
            return True
        length = int.from_bytes(data[after : after + 2])
        if marker == _RESTART_INTERVAL:
            restarts = data[after + 2 : after + 4] != b"\x00\x00"
        in_scan = in_scan or marker == _START_OF_SCAN
        at = after + max(length, 2)
    return False
