from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("duty", "0005_kinds_of_matters"),
    ]

    operations = [
        migrations.AddField(
            model_name="obligation",
            name="extra",
            field=models.BooleanField(default=False),
        ),
        migrations.RemoveConstraint(
            model_name="obligation",
            name="obligation_once",
        ),
        migrations.AddConstraint(
            model_name="obligation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("extra", False), ("withdrawn_at", None)),
                fields=("person", "kind", "opens_at"),
                name="obligation_once",
            ),
        ),
        migrations.AlterField(
            model_name="matter",
            name="kind",
            field=models.CharField(
                choices=[
                    ("sync_conflict", "Sync Conflict"),
                    ("look_in", "Look In"),
                    ("guardian_call", "Guardian Call"),
                    ("fever", "Fever"),
                    ("positive", "Positive"),
                    ("emergency", "Emergency"),
                    ("symptom", "Symptom"),
                    ("outing", "Outing"),
                ],
                max_length=20,
            ),
        ),
    ]
