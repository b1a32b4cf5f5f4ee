from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("places", "0003_community")]

    operations = [
        migrations.AddIndex(
            model_name="occupancy",
            index=models.Index(fields=["room", "ended_at"], name="occupancy_by_room_and_end"),
        ),
    ]
