"""Places, and Occupancy: the one shared fact of who is where and since when."""

from django.db import models
from django.db.models import F, Q

from yizhan.core.ids import new_id
from yizhan.people.models import Party, Person
from yizhan.places.enums import RoomKind, RoomState


class Site(models.Model):
    """A quarantine site: a hotel, a school, a hospital wing."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(max_length=30, unique=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    timezone = models.CharField(max_length=40, default="Asia/Shanghai")
    lift = models.BooleanField(default=True)
    phone = models.CharField(max_length=30, blank=True)
    chat_group = models.CharField(max_length=80, blank=True)
    map_version = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class Floor(models.Model):
    """A storey; `level` is how high it is climbed (ground is 1), `name` what the lift shows."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="floors")
    name = models.CharField(max_length=20)
    level = models.SmallIntegerField()

    class Meta:
        ordering = ["level"]
        constraints = [models.UniqueConstraint(fields=["site", "name"], name="floor_name_once")]

    def __str__(self) -> str:
        return self.name


class Room(models.Model):
    """A room; its name is a name, and the floor is never read out of it.

    `position` is the walking order on the floor, `features` a list of words such as
    "accessible", `map_version` the site's version at which the room last changed on the map.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="rooms")
    floor = models.ForeignKey(Floor, models.PROTECT, related_name="rooms")
    name = models.CharField(max_length=20)
    corridor = models.CharField(max_length=20, blank=True)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=RoomKind)
    beds = models.PositiveSmallIntegerField()
    features = models.JSONField(default=list)
    extension = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=8, choices=RoomState, default=RoomState.READY)
    state_reason = models.CharField(max_length=120, blank=True)
    map_version = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["floor__level", "position"]
        constraints = [
            models.UniqueConstraint(fields=["site", "name"], name="room_name_once"),
            models.UniqueConstraint(fields=["floor", "position"], name="room_position_once"),
            models.CheckConstraint(condition=Q(beds__gte=1), name="room_has_a_bed"),
        ]
        indexes = [models.Index(fields=["site", "map_version"], name="room_by_map_version")]

    def __str__(self) -> str:
        return self.name


class Entrance(models.Model):
    """A way onto the site; an unmeasured clearance is unknown, not unlimited."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="entrances")
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60, blank=True)
    clearance_m = models.DecimalField(max_digits=4, decimal_places=2, null=True)
    max_length_m = models.DecimalField(max_digits=4, decimal_places=1, null=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["site", "name"], name="entrance_name_once")]

    def __str__(self) -> str:
        return self.name


class Community(models.Model):
    """A street's or community's entry in the contact book: whom to call about people who go there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    street = models.CharField(max_length=80)
    name = models.CharField(max_length=80)
    contact = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=30)

    class Meta:
        ordering = ["street", "name"]
        constraints = [models.UniqueConstraint(fields=["street", "name"], name="community_once")]

    def __str__(self) -> str:
        return f"{self.street} {self.name}"


class Occupancy(models.Model):
    """This person was in this room, as one of this party, for this period (open while it lasts)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    room = models.ForeignKey(Room, models.PROTECT, related_name="occupancies")
    person = models.ForeignKey(Person, models.PROTECT, related_name="occupancies")
    party = models.ForeignKey(Party, models.PROTECT, related_name="occupancies")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_at=None), name="person_in_one_bed"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")), name="occupancy_forwards"
            ),
        ]
        indexes = [
            models.Index(fields=["room"], condition=Q(ended_at=None), name="occupancy_open_by_room"),
            models.Index(fields=["room", "ended_at"], name="occupancy_by_room_and_end"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.room_id}"
