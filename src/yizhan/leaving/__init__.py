"""Transfers and releases: orders, conditions, papers, hand-over."""
