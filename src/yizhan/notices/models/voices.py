"""What people say of a site of their own accord, and when they are asked."""

from django.db import models
from django.db.models import Q

from yizhan.core.ids import new_id
from yizhan.notices.enums import VoiceKind
from yizhan.people.models import Account, Party, Person
from yizhan.places.models import Site


class Voice(models.Model):
    """Thanks or a banner. What a party wrote is sealed under one of its persons; what staff wrote is not.

    `may_quote_at` is when whoever said it agreed to being quoted; without it the words go no further.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="voices")
    kind = models.CharField(max_length=8, choices=VoiceKind)
    at = models.DateTimeField()
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="voices")
    sealed_for = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    sealed = models.BinaryField(null=True)
    words = models.TextField(max_length=500, blank=True)
    from_whom = models.CharField(max_length=60, blank=True)
    written_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    may_quote_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(party__isnull=False, sealed_for__isnull=False, sealed__isnull=False, words="")
                | Q(party=None, sealed_for=None, sealed=None, written_by__isnull=False),
                name="voice_of_a_party_is_sealed",
            )
        ]
        indexes = [models.Index(fields=["site", "-at"], name="voice_by_site")]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class SurveyAnswer(models.Model):
    """What a party answered when it left: 1 (worst) to 5 (best) to each of two questions, and words."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="survey_answers")
    party = models.ForeignKey(Party, models.PROTECT, related_name="survey_answers")
    at = models.DateTimeField()
    looked_after = models.PositiveSmallIntegerField()
    answered = models.PositiveSmallIntegerField()
    sealed_for = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    sealed = models.BinaryField(null=True)
    may_quote_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(fields=["site", "party"], name="survey_answered_once"),
            models.CheckConstraint(
                condition=Q(looked_after__range=(1, 5), answered__range=(1, 5)),
                name="survey_answer_on_the_scale",
            ),
            models.CheckConstraint(
                condition=Q(sealed_for=None, sealed=None) | Q(sealed_for__isnull=False, sealed__isnull=False),
                name="survey_words_are_sealed",
            ),
        ]
        indexes = [models.Index(fields=["site", "-at"], name="survey_by_site")]

    def __str__(self) -> str:
        return f"{self.looked_after}/{self.answered}"
