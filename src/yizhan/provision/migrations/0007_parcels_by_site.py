from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("provision", "0006_opening_movements")]

    operations = [
        migrations.AddIndex(
            model_name="parcel",
            index=models.Index(fields=["site", "-received_at"], name="parcel_by_site"),
        ),
    ]
