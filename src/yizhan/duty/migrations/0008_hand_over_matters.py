from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("duty", "0007_round_legs_and_tries"),
    ]

    operations = [
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
                    ("hand_over", "Hand Over"),
                ],
                max_length=20,
            ),
        ),
    ]
