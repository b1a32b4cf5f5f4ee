"""What health keeps, a file for each kind of thing: what was observed of people, and their samples."""

from yizhan.health.models.appointments import Appointment, Outing
from yizhan.health.models.observing import CareFlag, FeverCase, ReadingWithdrawn, TemperatureReading
from yizhan.health.models.watching import Observation, ObservationWithdrawn

__all__ = [
    "Appointment", "CareFlag", "FeverCase", "Observation", "ObservationWithdrawn", "Outing", "ReadingWithdrawn",
    "TemperatureReading",
]  # fmt: skip
