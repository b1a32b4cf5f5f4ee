"""The course of a stay under a protocol: its facts, its calendar, its due time, and who may change them."""
