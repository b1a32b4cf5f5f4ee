import django.db.models.deletion
import yizhan.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0003_shared_phones_and_badges"),
        ("places", "0003_community"),
        ("stays", "0003_departures"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Ride",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=yizhan.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("leaves_at", models.DateTimeField()),
                ("plate", models.CharField(max_length=20)),
                ("driver_phone", models.CharField(max_length=30)),
                ("planned_at", models.DateTimeField()),
                ("called_off_at", models.DateTimeField(null=True)),
                (
                    "planned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rides", to="places.site"
                    ),
                ),
            ],
            options={
                "ordering": ["leaves_at"],
            },
        ),
        migrations.CreateModel(
            name="HandOver",
            fields=[
                (
                    "stay",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="hand_over",
                        serialize=False,
                        to="stays.stay",
                    ),
                ),
                (
                    "phase",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("central_quarantine", "central_quarantine"),
                            ("home_quarantine", "home_quarantine"),
                            ("home_health_monitoring", "home_health_monitoring"),
                            ("self_monitoring", "self_monitoring"),
                            ("phone_monitoring", "phone_monitoring"),
                            ("mask_only", "mask_only"),
                            ("none", "none"),
                        ],
                        max_length=30,
                    ),
                ),
                ("first_visit_at", models.DateTimeField(null=True)),
                ("prepared_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "confirmed_how",
                    models.CharField(
                        blank=True,
                        choices=[("link", "On their own page"), ("phone", "By phone")],
                        max_length=8,
                    ),
                ),
                ("confirmed_name", models.CharField(blank=True, max_length=60)),
                (
                    "community",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hand_overs",
                        to="places.community",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hand_overs",
                        to="places.site",
                    ),
                ),
                (
                    "ride",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="hand_overs",
                        to="leaving.ride",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TransferOrder",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=yizhan.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "origin_kind",
                    models.CharField(
                        choices=[("site", "Site"), ("hospital", "Hospital"), ("home", "Home")], max_length=8
                    ),
                ),
                ("origin_words", models.CharField(blank=True, max_length=80)),
                (
                    "target_kind",
                    models.CharField(
                        choices=[("site", "Site"), ("hospital", "Hospital"), ("home", "Home")], max_length=8
                    ),
                ),
                ("target_words", models.CharField(blank=True, max_length=80)),
                ("reason", models.CharField(max_length=300)),
                ("plate", models.CharField(blank=True, max_length=20)),
                ("driver_phone", models.CharField(blank=True, max_length=30)),
                (
                    "handling",
                    models.CharField(
                        choices=[
                            ("closed_loop", "Closed loop: crew in suits, no stop, disinfected afterwards"),
                            ("ambulance", "Negative-pressure ambulance"),
                            ("ordinary", "Ordinary vehicle, masks"),
                        ],
                        default="closed_loop",
                        max_length=12,
                    ),
                ),
                ("leaves_at", models.DateTimeField()),
                ("expected_at", models.DateTimeField()),
                ("ordered_at", models.DateTimeField()),
                ("accepted_without", models.BooleanField(default=False)),
                (
                    "ordered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "origin",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders_out",
                        to="places.site",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders_in",
                        to="places.site",
                    ),
                ),
            ],
            options={
                "ordering": ["leaves_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Passenger",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=yizhan.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ordered", "Ordered"),
                            ("left", "On the way"),
                            ("arrived", "Arrived"),
                            ("refused", "Refuses to go"),
                            ("called_off", "Called off"),
                        ],
                        default="ordered",
                        max_length=10,
                    ),
                ),
                ("left_at", models.DateTimeField(null=True)),
                ("arrived_at", models.DateTimeField(null=True)),
                ("received_by", models.CharField(blank=True, max_length=60)),
                (
                    "arrived_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "left_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "left_stay",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stays.stay",
                    ),
                ),
                (
                    "new_stay",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="arrived_by",
                        to="stays.stay",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
                        to="people.person",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="passengers",
                        to="leaving.transferorder",
                    ),
                ),
            ],
            options={
                "ordering": ["order", "id"],
            },
        ),
        migrations.CreateModel(
            name="TransferRefusal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=yizhan.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("talk", models.BinaryField()),
                ("papers_handed", models.BooleanField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("open", "Talk goes on"),
                            ("agreed", "Agreed after all"),
                            ("stays", "Stays: the order is called off"),
                            ("enforced", "The authority decides: goes with the police"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "passenger",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refusals",
                        to="leaving.passenger",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=yizhan.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("code", models.CharField(max_length=16, unique=True)),
                ("issued_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="places.site",
                    ),
                ),
                (
                    "stay",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="stays.stay",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("site", "number"), name="certificate_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("stay",),
                        name="one_valid_certificate_a_stay",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at", None), ("withdrawn_by", None)),
                            models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="certificate_withdrawn_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConditionMet",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=yizhan.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.SlugField(max_length=60)),
                ("met_at", models.DateTimeField()),
                (
                    "met_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "stay",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conditions_met",
                        to="stays.stay",
                    ),
                ),
            ],
            options={
                "ordering": ["met_at"],
                "constraints": [models.UniqueConstraint(fields=("stay", "code"), name="condition_met_once")],
            },
        ),
        migrations.CreateModel(
            name="EarlyRelease",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=yizhan.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reason", models.BinaryField()),
                ("due_at", models.DateTimeField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Waits for a second signature"),
                            ("signed", "Signed"),
                            ("rejected", "Not agreed to"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="early_releases",
                        to="places.site",
                    ),
                ),
                (
                    "stay",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="early_releases",
                        to="stays.stay",
                    ),
                ),
            ],
            options={
                "ordering": ["proposed_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "rejected"), _negated=True),
                        fields=("stay",),
                        name="one_early_release_a_stay",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("state", "proposed")),
                            models.Q(
                                models.Q(("state", "proposed"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="early_release_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "signed"), _negated=True),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="early_release_by_two_people",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="ride",
            index=models.Index(fields=["site", "leaves_at"], name="ride_by_site"),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(
                condition=models.Q(("confirmed_at", None)), fields=["site"], name="hand_over_open_by_site"
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("confirmed_at", None),
                        ("confirmed_by", None),
                        ("confirmed_how", ""),
                        ("confirmed_name", ""),
                    ),
                    models.Q(
                        ("confirmed_at__isnull", False),
                        models.Q(("confirmed_how", ""), _negated=True),
                        models.Q(("confirmed_name", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="hand_over_confirmed_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="transferorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("origin__isnull", False), ("origin_kind", "site")),
                    models.Q(models.Q(("origin_kind", "site"), _negated=True), ("origin", None)),
                    _connector="OR",
                ),
                name="transfer_from_a_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="transferorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("target__isnull", False), ("target_kind", "site")),
                    models.Q(models.Q(("target_kind", "site"), _negated=True), ("target", None)),
                    _connector="OR",
                ),
                name="transfer_to_a_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="transferorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("origin__isnull", False), ("target__isnull", False), _connector="OR"),
                name="transfer_concerns_a_site",
            ),
        ),
        migrations.AddConstraint(
            model_name="transferorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("origin", None),
                    ("target", None),
                    models.Q(("origin", models.F("target")), _negated=True),
                    _connector="OR",
                ),
                name="transfer_between_two_places",
            ),
        ),
        migrations.AddConstraint(
            model_name="transferorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("expected_at__gte", models.F("leaves_at"))), name="transfer_runs_forwards"
            ),
        ),
        migrations.AddIndex(
            model_name="passenger",
            index=models.Index(
                condition=models.Q(("state", "left")), fields=["state"], name="passengers_on_the_way"
            ),
        ),
        migrations.AddConstraint(
            model_name="passenger",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("ordered", "left", "refused"))),
                fields=("person",),
                name="one_open_transfer_a_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="passenger",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("left_at", None), ("left_by", None)),
                    models.Q(("left_at__isnull", False), ("left_by__isnull", False)),
                    _connector="OR",
                ),
                name="passenger_let_go_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="passenger",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("arrived_at__isnull", False), ("arrived_by__isnull", False), ("state", "arrived")
                    ),
                    models.Q(
                        models.Q(("state", "arrived"), _negated=True),
                        ("arrived_at", None),
                        ("arrived_by", None),
                    ),
                    _connector="OR",
                ),
                name="passenger_received_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="passenger",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "left"), _negated=True), ("left_at__isnull", False), _connector="OR"
                ),
                name="on_the_way_since",
            ),
        ),
    ]
