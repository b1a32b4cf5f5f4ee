"""A person can exist, belong and be looked after before having a name."""

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
    """A party's way into its own page, claimed with its wristband number; dies with the stay."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    party = models.ForeignKey(Party, models.CASCADE, related_name="tokens")
    site_id = models.UUIDField()
    secret_digest = models.BinaryField(max_length=32, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"token of {self.party_id}"
