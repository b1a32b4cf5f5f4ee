from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="cardclaim",
            name="address_token",
            field=models.BinaryField(db_index=True, default=b"", max_length=16),
            preserve_default=False,
        ),
    ]
