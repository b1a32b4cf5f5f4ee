"""What special care keeps: the register, medicines, screenings, and the protected threads of a crisis."""

from yizhan.care.models.medicines import ColdReading, Medicine, MedicineCount, MedicineOrder, Refrigerator
from yizhan.care.models.register import CareDismissed, CareLook, CareRecord, CareVersion

__all__ = [
    "CareDismissed", "CareLook", "CareRecord", "CareVersion", "ColdReading", "Medicine", "MedicineCount",
    "MedicineOrder", "Refrigerator",
]  # fmt: skip
