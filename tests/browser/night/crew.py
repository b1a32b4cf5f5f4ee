"""Who stands where in the night, each with a screen."""

from dataclasses import dataclass

from tests.browser.field import Phone
from tests.browser.night.desk import Desk
from tests.browser.night.resident import Resident
from tests.support.servers import Installation


@dataclass
class Night:
    """Everybody of the night with their screens."""

    desk: Desk
    bus: Phone
    thermometer: Phone
    doors: Phone
    lobby: Phone
    resident: Resident
    installation: Installation

    @property
    def phones(self) -> list[Phone]:
        """The crew's phones."""
        return [self.bus, self.thermometer, self.doors, self.lobby]
