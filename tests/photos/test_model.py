"""The weights are the ones named in the licences, loaded once, and let go when asked."""

import hashlib

import numpy as np
from PIL import Image

from onboarding.photos import model


def test_the_weights_are_the_ones_we_say():
    assert hashlib.sha256(model.WEIGHTS.read_bytes()).hexdigest() == model.SHA256
    licence = (model.WEIGHTS.parents[1] / "LICENSES" / "u2netp.txt").read_text("utf8")
    assert model.SHA256 in licence
    assert "Apache License" in licence


def test_the_map_reaches_from_nothing_to_all():
    found, scales_agree = model.saliency(Image.effect_noise((200, 90), 60).convert("RGB"))
    assert 0 <= scales_agree <= 1
    assert found.shape == (320, 320)
    assert (float(found.min()), float(found.max())) == (0.0, 1.0)


def test_the_network_is_loaded_once_and_again_after_it_was_forgotten():
    grey = Image.new("RGB", (64, 64), "grey")
    first = model.saliency(grey)[0]
    loaded = model._network()
    model.saliency(grey)
    assert model._network() is loaded
    model.forget()
    assert np.array_equal(model.saliency(grey)[0], first)
    assert model._network() is not loaded


def test_a_machine_short_of_memory_keeps_nothing(monkeypatch):
    grey = Image.new("RGB", (64, 64), "grey")
    assert model.available() > 0
    monkeypatch.setattr(model, "available", lambda: 100.0)
    first = model.saliency(grey)[0]
    assert model._network.cache_info().currsize == 0
    assert np.array_equal(model.saliency(grey)[0], first)
