"""Capture: an address becomes a WARC, made here with a browser that can reach nothing but the open internet."""

from bilan.intake.capture.addresses import checked_url, is_global
from bilan.intake.capture.browse import Browsing, Captured, capture

__all__ = ["Browsing", "Captured", "capture", "checked_url", "is_global"]
