from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stays", "0004_room_looks")]

    operations = [
        migrations.AddIndex(
            model_name="journalentry",
            index=models.Index(fields=["site", "kind", "at"], name="journal_by_kind"),
        ),
    ]
