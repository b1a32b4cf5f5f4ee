"""Measurements of the product, each beside a bound measured in the same run; `python -m benchmarks`."""
