"""Questions that the desk puts to each post from tonight's own plan, and what was answered."""

from django.db import models

from yizhan.core.append_only import append_only
from yizhan.core.ids import new_id
from yizhan.people.models import Account
from yizhan.places.models import Site


@append_only
class QuestionSet(models.Model):
    """Five questions to each post, asked at one moment."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="question_sets")
    number = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["site", "number"], name="question_set_number_once")]

    def __str__(self) -> str:
        return f"questions {self.number}"


@append_only
class PlanQuestion(models.Model):
    """One question as it was asked of one post; `template` names it in `questions.yaml`.

    `choices` are texts in both languages, [{zh, en}], the right one at `right`; `why` likewise.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    asked_in = models.ForeignKey(QuestionSet, models.PROTECT, related_name="questions")
    post = models.SlugField(max_length=20)
    position = models.PositiveSmallIntegerField()
    template = models.SlugField(max_length=30)
    words = models.JSONField()
    choices = models.JSONField()
    right = models.PositiveSmallIntegerField()
    why = models.JSONField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["asked_in", "post", "position"], name="question_place_once")
        ]

    def __str__(self) -> str:
        return f"{self.post}: {self.template}"


@append_only
class PlanAnswer(models.Model):
    """What somebody answered: the first answer stands."""

    id = models.UUIDField(primary_key=True)
    question = models.ForeignKey(PlanQuestion, models.PROTECT, related_name="answers")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    choice = models.PositiveSmallIntegerField()
    is_right = models.BooleanField()
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "account"], name="question_answered_once")]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.choice}"
