"""What special care keeps: the register, medicines, screenings, and the protected threads of a crisis."""

from yizhan.care.models.crisis import Crisis, CrisisEntry, CrisisReader, OnCall
from yizhan.care.models.interpreters import Interpreter
from yizhan.care.models.medicines import ColdReading, Medicine, MedicineCount, MedicineOrder, Refrigerator
from yizhan.care.models.register import CareDismissed, CareLook, CareRecord, CareVersion
from yizhan.care.models.screening import Screening, ScreeningFollowed

__all__ = [
    "CareDismissed", "CareLook", "CareRecord", "CareVersion", "ColdReading", "Crisis", "CrisisEntry",
    "CrisisReader", "Interpreter", "Medicine", "MedicineCount", "MedicineOrder", "OnCall", "Refrigerator",
    "Screening", "ScreeningFollowed",
]  # fmt: skip
