"""Figures for whoever operates it, in Prometheus' text format; none of them is about a person."""
