from django.db import migrations
from django.utils import timezone

from yizhan.core.ids import new_id


def open_the_book(apps, schema_editor):
    """Write down, for what stood in a store before, the count it stood by."""
    stocks, lots, movements = (
        apps.get_model("provision", name) for name in ("Stock", "StockLot", "StockMovement")
    )
    for stock in stocks.objects.filter(on_hand__gt=0, movements=None):
        lot = lots.objects.create(id=new_id(), stock=stock, on_hand=stock.on_hand)
        movements.objects.create(
            id=new_id(), stock=stock, lot=lot, kind="count", change=stock.on_hand, deed=new_id(),
            moved_at=stock.counted_at or timezone.now(), moved_by="system",
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("provision", "0005_stock")]

    operations = [migrations.RunPython(open_the_book, migrations.RunPython.noop)]
