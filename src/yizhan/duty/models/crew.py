"""Who serves where as what."""

from django.db import models
from django.db.models import F, Q

from yizhan.core.ids import new_id
from yizhan.people.models import Account
from yizhan.places.models import Site


class Team(models.Model):
    """A working team of a site, such as reception or catering; `key` names its template."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="teams")
    key = models.SlugField(max_length=30)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["key"]
        constraints = [models.UniqueConstraint(fields=["site", "key"], name="team_key_once")]

    def __str__(self) -> str:
        return self.name


class Posting(models.Model):
    """An account serves a site in a role for a period; a command post's posting has no site.

    `leads` its team: what nobody of the team answers is shown to it first.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="postings")
    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="postings")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="postings")
    role = models.CharField(max_length=20)
    leads = models.BooleanField(default=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")), name="posting_forwards"
            ),
            models.CheckConstraint(
                condition=Q(site__isnull=False) | Q(role="command_post"), name="posting_names_its_site"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.role}"
