"""Group orders: a shop's list, days of ordering, what every party asked for, got, owes and settled."""

from django.db import models
from django.db.models import F, Q

from yizhan.core.append_only import append_only
from yizhan.core.ids import new_id
from yizhan.people.models import Account, Party
from yizhan.places.models import Site

MOST_CENTS = 10_000_000


class Article(models.Model):
    """Something that can be ordered; `place` is its row in the shop's list, `search` its folded name.

    `refused` names the rule by which it may not be ordered, `cautions` who must not have it (diets and
    allergens). What a newer list no longer names is not `offered`, and stays for the lines that name it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="articles")
    number = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    group = models.CharField(max_length=60, blank=True)
    price_cents = models.PositiveIntegerField()
    place = models.PositiveIntegerField()
    search = models.CharField(max_length=400)
    refused = models.SlugField(max_length=20, blank=True)
    cautions = models.JSONField(default=list)
    offered = models.BooleanField(default=True)

    class Meta:
        ordering = ["place", "id"]
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="article_number_once"),
            models.CheckConstraint(condition=Q(price_cents__lte=MOST_CENTS), name="article_price_is_a_price"),
        ]
        indexes = [models.Index(fields=["site", "offered", "place"], name="article_by_site")]

    def __str__(self) -> str:
        return self.name


@append_only
class CatalogueImport(models.Model):
    """One shop's list as it was brought in; `faults` are the rows that were not taken, with the reason."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="catalogues")
    name = models.CharField(max_length=200)
    articles = models.PositiveIntegerField()
    faults = models.JSONField()
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["taken_at", "id"]

    def __str__(self) -> str:
        return self.name


class OrderDay(models.Model):
    """One group order: taken until `closes_at`, with the shop since `listed_at`, carried up on `day`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="order_days")
    day = models.DateField()
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    opened_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    listed_at = models.DateTimeField(null=True)
    called_off_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-day", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "day"], condition=Q(called_off_at=None), name="order_day_once"
            ),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="order_day_forwards"),
        ]

    def __str__(self) -> str:
        return f"order of {self.day}"


class OrderLine(models.Model):
    """One article that a party ordered; or, with `instead_of`, what the shop sent in its place.

    `quantity` was asked for at `ordered_cents` each, `brought` came at `price_cents` each, `handed` reached
    the door. What is owed is `handed` times `price_cents`. `missing_at` is when the party said that it lacks.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    order_day = models.ForeignKey(OrderDay, models.PROTECT, related_name="lines")
    party = models.ForeignKey(Party, models.PROTECT, related_name="order_lines")
    article = models.ForeignKey(Article, models.PROTECT, null=True, related_name="lines")
    instead_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="substitutes")
    name = models.CharField(max_length=120)
    unit = models.CharField(max_length=40, blank=True)
    quantity = models.PositiveSmallIntegerField()
    ordered_cents = models.PositiveIntegerField()
    price_cents = models.PositiveIntegerField()
    takes_substitute = models.BooleanField(default=True)
    ordered_at = models.DateTimeField()
    ordered_by = models.CharField(max_length=60)
    brought = models.PositiveSmallIntegerField(null=True)
    handed = models.PositiveSmallIntegerField(null=True)
    handed_at = models.DateTimeField(null=True)
    handed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    missing_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["ordered_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["order_day", "party", "article"], condition=Q(instead_of=None), name="order_line_once"
            ),
            models.UniqueConstraint(fields=["instead_of"], name="one_substitute_of_a_line"),
            models.CheckConstraint(
                condition=Q(brought=None) | Q(brought__lte=F("quantity")), name="no_more_brought_than_ordered"
            ),
            models.CheckConstraint(
                condition=Q(handed=None, handed_at=None, handed_by=None)
                | Q(handed_at__isnull=False, handed_by__isnull=False, handed__lte=F("brought")),
                name="no_more_handed_than_brought",
            ),
            models.CheckConstraint(
                condition=Q(article__isnull=False, instead_of=None)
                | Q(article=None, instead_of__isnull=False),
                name="order_line_is_an_article_or_its_substitute",
            ),
        ]
        indexes = [models.Index(fields=["party", "order_day"], name="order_line_by_party")]

    def __str__(self) -> str:
        return f"{self.name} ×{self.quantity}"


@append_only
class Settlement(models.Model):
    """What a party settled outside, in whole cents; negative is what was paid back to it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="settlements")
    party = models.ForeignKey(Party, models.PROTECT, related_name="settlements")
    cents = models.IntegerField()
    way = models.SlugField(max_length=20)
    note = models.CharField(max_length=200, blank=True)
    settled_at = models.DateTimeField()
    settled_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["settled_at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(cents=0), name="settlement_is_a_sum")]
        indexes = [models.Index(fields=["site", "party"], name="settlement_by_party")]

    def __str__(self) -> str:
        return f"{self.cents} of {self.party_id}"
