from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="account",
            name="language",
            field=models.CharField(blank=True, max_length=10),
        ),
    ]
