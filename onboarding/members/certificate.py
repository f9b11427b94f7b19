"""A self-signed TLS certificate of the LAN listener: browsers open the camera on a page only over https.

Nobody vouches for it, so the phone asks once; the fingerprint on the laptop's screen says it is the right one.
"""

import ipaddress
import os
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CERTIFICATE, KEY = "lan-cert.pem", "lan-key.pem"
LASTS = timedelta(days=30)
"""Short: it is made again for another address anyway, and a lost laptop's one ends soon."""


def certificate_for(address: str, folder: Path) -> tuple[Path, Path]:
    """Paths of a certificate for an IP address and its key, made where the one in `folder` is for another or over."""
    certificate, key = folder / CERTIFICATE, folder / KEY
    if not _fits(certificate, address) or not key.exists():
        _make(address, certificate, key)
    return certificate, key


def fingerprint(folder: Path) -> str:
    """SHA-256 of the certificate in `folder`, in pairs as browsers show it."""
    found = x509.load_pem_x509_certificate((folder / CERTIFICATE).read_bytes())
    return found.fingerprint(hashes.SHA256()).hex(":").upper()


def _fits(certificate: Path, address: str) -> bool:
    try:
        found = x509.load_pem_x509_certificate(certificate.read_bytes())
        names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (OSError, ValueError, x509.ExtensionNotFound):
        return False
    now = datetime.now(UTC)
    mine = ipaddress.ip_address(address) in names.get_values_for_type(x509.IPAddress)
    return mine and found.not_valid_before_utc <= now < found.not_valid_after_utc - timedelta(days=1)


def _make(address: str, certificate: Path, key: Path) -> None:
    secret = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, address)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(secret.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))  # phones' clocks are not this laptop's
        .not_valid_after(now + LASTS)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(secret, hashes.SHA256())
    )
    private = secret.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _write_private(key, private)
    _write_private(certificate, made.public_bytes(serialization.Encoding.PEM))


def _write_private(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".lan-")  # mkstemp makes it 0600
    with os.fdopen(handle, "wb") as target:
        target.write(content)
    Path(name).replace(path)
