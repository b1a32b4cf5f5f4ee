"""What health keeps, a file for each kind of thing: what was observed of people, and their samples."""

from yizhan.health.models.observing import CareFlag, FeverCase, ReadingWithdrawn, TemperatureReading

__all__ = ["CareFlag", "FeverCase", "ReadingWithdrawn", "TemperatureReading"]
