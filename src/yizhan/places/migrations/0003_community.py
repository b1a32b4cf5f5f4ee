import yizhan.core.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0002_room_by_map_version"),
    ]

    operations = [
        migrations.CreateModel(
            name="Community",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=yizhan.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("street", models.CharField(max_length=80)),
                ("name", models.CharField(max_length=80)),
                ("contact", models.CharField(blank=True, max_length=60)),
                ("phone", models.CharField(max_length=30)),
            ],
            options={
                "ordering": ["street", "name"],
                "constraints": [models.UniqueConstraint(fields=("street", "name"), name="community_once")],
            },
        ),
    ]
