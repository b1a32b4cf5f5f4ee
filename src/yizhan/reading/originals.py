"""What is kept of a list that somebody brought: the fields that every such record has."""

from django.db import models


class SealedOriginal(models.Model):
    """A list that came in; the original is sealed under a key of its own.

    `sealed` is the original with its name; it opens with `wrapped`, which is destroyed when `keep_until` has
    passed. `fingerprint` tells the same file again.
    """

    fingerprint = models.BinaryField(max_length=32)
    wrapped = models.BinaryField(max_length=40, null=True)
    sealed = models.BinaryField(null=True)
    keep_until = models.DateField()
    received_at = models.DateTimeField()

    class Meta:
        abstract = True


class DecidedOriginal(SealedOriginal):
    """A list about whose cells people decide before it is imported.

    `answers` is what was decided, sealed as the original is. The four figures are of the latest reading:
    read = accepted + held + rejected.
    """

    answers = models.BinaryField(null=True)
    read = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    imported_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
