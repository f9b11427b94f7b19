"""`serve`: run the wizard, with `--lan` also on the Wi-Fi address for phones, behind the sign-in."""

import contextlib
import http.client
import os
import signal
import ssl
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

import typer

from ..errors import OnboardingError
from ..members.network import own_addresses
from . import emit, verb

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 120
"""How long a slow laptop's first start may take."""
_CERT = typer.Option(None, "--cert", help="A certificate (PEM), so that phones come over https.")
_KEY = typer.Option(None, "--key", help="Its private key (PEM).")


@verb("serve")
def serve(
    lan: bool = typer.Option(False, "--lan", help="Also for phones on the same Wi-Fi, behind the sign-in."),
    port: int = typer.Option(8501, "--port", min=1, max=65535, help="The port, here and on the Wi-Fi address."),
    address: str = typer.Option("", "--address", help="The Wi-Fi address; default: the likeliest of this machine."),
    cert: Path | None = _CERT,
    key: Path | None = _KEY,
) -> None:
    """Serve until stopped; prints {"local": URL, "phone": URL or null} once both answer."""
    _check_certificate(cert, key)
    phone = _phone_url(address, port, secure=cert is not None) if lan else None
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ONBOARDING_SERVE_")}
    words = [sys.executable, "-m", "streamlit", "run", str(ROOT / "streamlit_app.py"), "--server.port", str(port)]
    words += ["--server.headless", "true"]
    scheme = "http"
    if phone:
        environment["ONBOARDING_SERVE_LAN"] = str(urlsplit(phone).hostname)
    if cert and key:
        if phone:
            environment |= {"ONBOARDING_SERVE_CERT": str(cert.resolve()), "ONBOARDING_SERVE_KEY": str(key.resolve())}
        else:
            scheme = "https"
            words += ["--server.sslCertFile", str(cert.resolve()), "--server.sslKeyFile", str(key.resolve())]
    wizard = subprocess.Popen(words, cwd=ROOT, env=environment, stdout=sys.stderr)
    _pass_on_signals(wizard)
    local = f"{scheme}://localhost:{port}"
    if all(_answers(url, wizard) for url in filter(None, (local, phone))):
        emit({"local": local, "phone": phone})
        sys.stdout.flush()
    elif wizard.poll() is None:
        wizard.terminate()
        wizard.wait()
        raise OnboardingError("serve.no_answer", field="port", port=port)
    raise typer.Exit(wizard.wait())


def _check_certificate(cert: Path | None, key: Path | None) -> None:
    """OnboardingError `lan.certificate` unless there are both of a pair, or neither."""
    if (cert is None) != (key is None):
        raise OnboardingError("lan.certificate", field="cert")
    if cert and key:
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(cert, key)
        except (OSError, ValueError) as error:
            raise OnboardingError("lan.certificate", field="cert") from error


def _phone_url(address: str, port: int, *, secure: bool) -> str:
    """What a phone opens; OnboardingError `lan.address`, `lan.no_network`."""
    addresses = own_addresses()
    if address and address not in addresses:
        raise OnboardingError("lan.address", field="address", found=address)
    if not addresses:
        raise OnboardingError("lan.no_network", field="lan")
    return f"{'https' if secure else 'http'}://{address or addresses[0]}:{port}"


def _answers(url: str, wizard: subprocess.Popen[bytes]) -> bool:
    """Whether the wizard answers at `url` before it ends or patience does.

    This machine is asked by its number: a bare Debian has no /etc/hosts that says what localhost is.
    """
    parts = urlsplit(url)
    host = "127.0.0.1" if parts.hostname == "localhost" else str(parts.hostname)
    until = time.monotonic() + PATIENCE_SECONDS
    while wizard.poll() is None and time.monotonic() < until:
        line: http.client.HTTPConnection
        if parts.scheme == "https":
            line = http.client.HTTPSConnection(host, parts.port, timeout=2, context=_trusting())
        else:
            line = http.client.HTTPConnection(host, parts.port, timeout=2)
        with contextlib.suppress(OSError, http.client.HTTPException):
            line.request("GET", "/_stcore/health")
            if line.getresponse().status == 200:
                return True
        time.sleep(0.2)
    return False


def _trusting() -> ssl.SSLContext:
    """This machine asks itself whether it answers: whose certificate it shows does not matter."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _pass_on_signals(wizard: subprocess.Popen[bytes]) -> None:
    """Stopping `serve` stops the wizard: systemd and Ctrl+C both mean it."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        wizard.terminate()

    for name in ("SIGTERM", "SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), stop)
