"""This machine's addresses on its networks, the likeliest Wi-Fi or hotspot first. Sends nothing.

>>> rank("192.168.137.1") < rank("192.168.1.5") < rank("10.0.0.7") < rank("172.17.0.1") < rank("169.254.3.4")
True
"""

import contextlib
import ipaddress
import os
import socket
import struct

_SIOCGIFADDR = 0x8915
"""Linux: the IPv4 address of an interface (linux/sockios.h)."""
_VIRTUAL = ("docker", "br-", "veth", "virbr", "vmnet", "tun", "tap", "wg", "zt")
"""Interfaces of containers, virtual machines and VPNs: a phone beside the laptop is never in these."""
_LIKELY = ("192.168.137.0/24", "192.168.0.0/16", "10.0.0.0/8", "172.16.0.0/12", "0.0.0.0/0")
"""192.168.137.0/24 is what Windows gives its own mobile hotspot."""


def rank(address: str) -> int:
    """How likely a phone reaches this address; lower is likelier."""
    found = ipaddress.ip_address(address)
    if found.is_link_local:  # no router answered: only a cable between two machines
        return len(_LIKELY)
    return next(place for place, network in enumerate(_LIKELY) if found in ipaddress.ip_network(network))


def own_addresses() -> list[str]:
    """IPv4 addresses of this machine without loopback, likeliest first; empty when it is in no network."""
    addresses = [*_outgoing(), *_by_interface(), *_by_name()]
    usable = [address for address in dict.fromkeys(addresses) if _usable(address)]
    leaving = set(_outgoing())
    return sorted(usable, key=lambda address: (rank(address), address not in leaving))


def has_address(address: str) -> bool:
    """Whether this machine has an IPv4 address now; asked without a name server, so that it never waits.

    >>> has_address("127.0.0.1"), has_address("192.0.2.254")
    (True, False)
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((address, 0))
        except OSError:
            return False
    return True


def own_address() -> str:
    """The likeliest address, or 127.0.0.1 when this machine is in no network."""
    return next(iter(own_addresses()), "127.0.0.1")


def _usable(address: str) -> bool:
    return not ipaddress.ip_address(address).is_loopback and address != "0.0.0.0"


def _outgoing() -> list[str]:
    """The address on the network this machine would leave by."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # UDP: naming where one would send to is not sending
            return [str(probe.getsockname()[0])]
        except OSError:
            return []


def _by_name() -> list[str]:
    """What the machine's own name stands for; on Windows that is every address it has."""
    try:
        return list(socket.gethostbyname_ex(socket.gethostname())[2])
    except OSError:
        return []


def _by_interface() -> list[str]:
    """Linux: each interface's address; elsewhere nothing."""
    if os.name == "nt":
        return []
    import fcntl  # not there on Windows

    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, name in socket.if_nameindex():
            if name.startswith(_VIRTUAL):
                continue
            with contextlib.suppress(OSError):  # an interface without an address, or not Linux
                raw = fcntl.ioctl(probe.fileno(), _SIOCGIFADDR, struct.pack("256s", name[:15].encode()))
                found.append(socket.inet_ntoa(raw[20:24]))
    return found
