"""Yizhan 驿站: runs quarantine sites, and the streets and villages around them."""

__version__ = "0.1.0"
