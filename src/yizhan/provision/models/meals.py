"""What the kitchen was told, and meals that were handed over by hand."""

from django.db import models
from django.db.models import Q

from yizhan.core.append_only import append_only
from yizhan.core.ids import new_id
from yizhan.people.models import Account, Person
from yizhan.places.models import Site


@append_only
class KitchenNumber(models.Model):
    """The number of bags that the kitchen was told for one meal of one day; the latest stands.

    `portions` lists what is not an ordinary adult's bag, as words, child or not, allergens and a count.
    `bag_cents` is what one bag costs, None while nobody has said. `late` was told after the cut-off.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="kitchen_numbers")
    meal = models.SlugField(max_length=20)
    day = models.DateField()
    bags = models.PositiveIntegerField()
    portions = models.JSONField()
    bag_cents = models.PositiveIntegerField(null=True)
    late = models.BooleanField()
    told_at = models.DateTimeField()
    told_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["told_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(bag_cents=None) | Q(bag_cents__lte=100_000), name="bag_costs_what_a_bag_costs"
            ),
        ]
        indexes = [models.Index(fields=["site", "day", "meal", "told_at"], name="kitchen_number_by_day")]

    def __str__(self) -> str:
        return f"{self.meal} {self.day}: {self.bags}"


@append_only
class MealHanded(models.Model):
    """A meal that somebody got outside of a round: at the desk, late at night, or because none had come."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="meals_handed")
    person = models.ForeignKey(Person, models.PROTECT, related_name="meals_handed")
    meal = models.SlugField(max_length=20)
    day = models.DateField()
    handed_at = models.DateTimeField()
    handed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["handed_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "meal", "day"], name="meal_handed_once"),
        ]
        indexes = [models.Index(fields=["site", "day"], name="meal_handed_by_day")]

    def __str__(self) -> str:
        return f"{self.meal} {self.day} to {self.person_id}"
