"""A person can exist, belong and be looked after before having a name."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from yizhan.core.ids import new_id
from yizhan.people.enums import AgeGroup, Relation


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by their user name; accounts are made by an action only."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(username=username)


class Account(AbstractBaseUser):
    """Somebody who works with the product. What an account may do follows from its postings."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(max_length=60, unique=True)
    display_name = models.CharField(max_length=60)
    # Empty until its owner chooses one: then the browser's own language is used.
    language = models.CharField(max_length=10, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["display_name"]

    objects = AccountManager()

    def __str__(self) -> str:
        return self.display_name

    def get_full_name(self) -> str:
        return self.display_name


class SignInLink(models.Model):
    """A link that signs one account in once; only the digest of its secret is stored."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="sign_in_links")
    secret_digest = models.BinaryField(max_length=32, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"link of {self.account_id}"


class SharedPhone(models.Model):
    """A phone that goes from hand to hand for one shift; whoever holds it acts by badge.

    Its secret is a ticket until a phone takes it (`taken_at`), and from then on that phone's own;
    only the digest is stored. What was tapped before it ended is still accepted afterwards.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site_id = models.UUIDField(db_index=True)
    label = models.CharField(max_length=40)
    device = models.CharField(max_length=60, blank=True)
    secret_digest = models.BinaryField(max_length=32, unique=True)
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="shared_phones")
    made_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(taken_at=None, device="")
                | (models.Q(taken_at__isnull=False) & ~models.Q(device="")),
                name="shared_phone_taken_by_a_device",
            )
        ]

    def __str__(self) -> str:
        return self.label

    def serves_at(self, moment: datetime) -> bool:
        """Tell whether taps of `moment` count. Clocks of phones are slow: only the end is judged."""
        return self.taken_at is not None and moment < min(self.ends_at, self.revoked_at or self.ends_at)


class Badge(models.Model):
    """What somebody shows to a shared phone: a number on paper, for one posting, for a few days."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="badges")
    site_id = models.UUIDField()
    posting_id = models.UUIDField(db_index=True)
    number = models.CharField(max_length=6)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site_id", "number"], name="badge_number_once")]

    def __str__(self) -> str:
        return self.number

    def holds_at(self, moment: datetime) -> bool:
        """Tell whether the badge was good at `moment`; as with phones, only the end is judged."""
        return moment < min(self.ends_at, self.revoked_at or self.ends_at)


class Person(models.Model):
    """A human being under care; `sealed` holds the identity as encrypted JSON once it is known."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    age_group = models.CharField(max_length=8, choices=AgeGroup, default=AgeGroup.UNKNOWN)
    relation = models.CharField(max_length=12, choices=Relation, default=Relation.UNKNOWN)
    language = models.CharField(max_length=10, blank=True)
    sealed = models.BinaryField(null=True)
    registered_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)


class PersonKey(models.Model):
    """A person's own key, wrapped with the master key; without this row the person is erased."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="key")
    wrapped = models.BinaryField(max_length=40)

    def __str__(self) -> str:
        return str(self.person_id)


class PersonToken(models.Model):
    """A keyed token by which a person is found without their name or number being stored."""

    class Kind(models.TextChoices):
        NAME = "name"
        PINYIN = "pinyin"
        INITIALS = "initials"
        DOCUMENT = "document"
        PHONE = "phone"

    person = models.ForeignKey(Person, models.CASCADE, related_name="tokens")
    kind = models.CharField(max_length=10, choices=Kind)
    scope = models.UUIDField()
    token = models.BinaryField(max_length=16)

    class Meta:
        indexes = [models.Index(fields=["scope", "token"])]

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id}"


class Party(models.Model):
    """People who belong together; it can exist before anybody in it has a name."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)


class PartyMember(models.Model):
    """A person's place in a party, known by the letter on the wristband."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    letter = models.CharField(max_length=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["party", "letter"], name="party_letter_once"),
            models.UniqueConstraint(fields=["party", "person"], name="party_person_once"),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} {self.letter}"


class PartyToken(models.Model):
    """A party's way into its own page, claimed with its wristband number; dies with the stay.

    `holder` is who of the party holds the phone, once they have said so.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    party = models.ForeignKey(Party, models.CASCADE, related_name="tokens")
    holder = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    site_id = models.UUIDField()
    secret_digest = models.BinaryField(max_length=32, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"token of {self.party_id}"
