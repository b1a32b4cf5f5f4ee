"""Stock on hand at a site."""

from django.db import models
from django.db.models import Q

from yizhan.core.ids import new_id
from yizhan.places.models import Site
from yizhan.provision.enums import Supply


class Stock(models.Model):
    """How many of one supply a site has; never negative."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="stocks")
    supply = models.CharField(max_length=12, choices=Supply)
    on_hand = models.IntegerField(default=0)
    counted_at = models.DateTimeField()

    class Meta:
        ordering = ["supply"]
        constraints = [
            models.UniqueConstraint(fields=["site", "supply"], name="one_stock_of_a_supply"),
            models.CheckConstraint(condition=Q(on_hand__gte=0), name="stock_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.supply}: {self.on_hand}"
