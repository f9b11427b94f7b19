"""The whole visit in a real browser, with a real JPEG, a power cut in the middle, and the QR read off the paper."""

import io
import zipfile
from pathlib import Path

import cv2
import numpy
import pypdfium2
import pytest
import zxingcpp
from conftest import LAPTOP, PHONE, accessible, fill, open_page, settled, shot, touch
from playwright.sync_api import Page, expect

ACCOUNT = "0011004321987"
pytestmark = pytest.mark.e2e
