from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stays", "0002_papers")]

    operations = [
        migrations.AlterField(
            model_name="journalentry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("opened", "Journal opened"),
                    ("arrived", "Arrived"),
                    ("roomed", "Given a room"),
                    ("moved", "Moved"),
                    ("voided", "Struck out"),
                    ("corrected", "Correction"),
                    ("settled", "Count settled"),
                    ("course", "Course set"),
                    ("released", "Released"),
                    ("transferred", "Transferred"),
                    ("reinstated", "Departure struck out"),
                ],
                max_length=12,
            ),
        ),
    ]
