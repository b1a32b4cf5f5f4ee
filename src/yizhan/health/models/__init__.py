"""What health keeps, a file for each kind of thing: what was observed of people, and their samples."""

from yizhan.health.models.appointments import Appointment, Outing
from yizhan.health.models.observing import CareFlag, FeverCase, ReadingWithdrawn, TemperatureReading
from yizhan.health.models.results import ResultFile
from yizhan.health.models.sampling import Box, HandOver, Reception, Result, Tube, TubeMember
from yizhan.health.models.watching import Observation, ObservationWithdrawn

__all__ = [
    "Appointment", "Box", "CareFlag", "FeverCase", "HandOver", "Observation", "ObservationWithdrawn",
    "Outing", "ReadingWithdrawn", "Reception", "Result", "ResultFile", "TemperatureReading", "Tube",
    "TubeMember",
]  # fmt: skip
