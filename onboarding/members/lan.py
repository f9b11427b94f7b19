"""This machine's own address, as a phone in the same network sees it."""

import socket


def own_address() -> str:
    """The address on the network this machine would leave by; 127.0.0.1 when it is in none. Sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # naming where one would send to is not sending
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"
