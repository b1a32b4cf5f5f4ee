from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("provision", "0004_parcels")]

    operations = [
        migrations.AddIndex(
            model_name="parcel",
            index=models.Index(fields=["site", "-received_at"], name="parcel_by_site"),
        ),
    ]
