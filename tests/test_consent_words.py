"""The wording of the consent and its version change together: an old answer names the words that were read out."""

import hashlib

from onboarding.business import CONSENT_VERSION, CONSENT_WORDS

READ_OUT = ("2026-11-26", "f196f4762481c49d")
"""A version and the SHA-256 of its words, the first 16 digits. Other words: raise `CONSENT_VERSION`, then this."""


def test_new_words_of_the_consent_have_a_version_of_their_own():
    words = "\n".join(f"{code}: {text}" for code, text in CONSENT_WORDS.items())
    assert (CONSENT_VERSION, hashlib.sha256(words.encode()).hexdigest()[:16]) == READ_OUT
