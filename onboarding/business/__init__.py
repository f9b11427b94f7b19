"""Who is being helped, what they agreed to, how far they are, what they sell, and the visit as one value."""

from .consent import CONSENT_VERSION, CONSENT_WORDS, PURPOSES, Consent, Keeps, Purpose
from .phone import normalise_phone
from .product import Certificate, Facts, MenuItem, Pack, Variant
from .redaction import without_account, without_phone
from .rung import COUNTS_FROM, Rung
from .visit import Business, Payment, Progress, Visit, further_products, removed_products

__all__ = [
    "CONSENT_VERSION",
    "CONSENT_WORDS",
    "COUNTS_FROM",
    "PURPOSES",
    "Business",
    "Certificate",
    "Consent",
    "Facts",
    "Keeps",
    "MenuItem",
    "Pack",
    "Payment",
    "Progress",
    "Purpose",
    "Rung",
    "Variant",
    "Visit",
    "further_products",
    "normalise_phone",
    "removed_products",
    "without_account",
    "without_phone",
]
