"""What a site, or the command post itself, has in its store: how many of an item, and in which lots."""

from django.db import models
from django.db.models import Q

from yizhan.core.ids import new_id
from yizhan.places.models import Site


class Stock(models.Model):
    """How many of one item a store holds; never negative. `site` None is the command post's own store.

    `item` is a key of `stock.yaml`. `on_hand` is the sum of its lots and of its movements. `counted_at` is
    when somebody last counted it; None if nobody has.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="stocks")
    item = models.SlugField(max_length=24)
    on_hand = models.IntegerField(default=0)
    counted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["item"]
        constraints = [
            models.UniqueConstraint(fields=["site", "item"], name="one_stock_of_an_item"),
            models.UniqueConstraint(fields=["item"], condition=Q(site=None), name="one_stock_at_the_post"),
            models.CheckConstraint(condition=Q(on_hand__gte=0), name="stock_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.on_hand}"


class StockLot(models.Model):
    """Articles of one item that came with one lot number and expire together; never negative.

    `expires_on` is the last day on which they may be used; None for what does not expire or says nothing.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    stock = models.ForeignKey(Stock, models.PROTECT, related_name="lots")
    number = models.CharField(max_length=40, blank=True)
    expires_on = models.DateField(null=True)
    on_hand = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stock", "number", "expires_on"], name="one_lot_that_expires"),
            models.UniqueConstraint(
                fields=["stock", "number"], condition=Q(expires_on=None), name="one_lot_that_lasts"
            ),
            models.CheckConstraint(condition=Q(on_hand__gte=0), name="lot_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.number or '-'}: {self.on_hand}"
