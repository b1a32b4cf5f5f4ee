"""What is handed out at a site: meals, articles, what is in stock."""

from yizhan.provision.models.meals import KitchenNumber, MealHanded
from yizhan.provision.models.movements import (
    Donation,
    StockAsk,
    StockMovement,
    StockTransfer,
    TransferLine,
)
from yizhan.provision.models.orders import Article, CatalogueImport, OrderDay, OrderLine, Settlement
from yizhan.provision.models.packs import PackGiven
from yizhan.provision.models.parcels import Parcel
from yizhan.provision.models.stock import Stock, StockLot

__all__ = [
    "Article",
    "CatalogueImport",
    "Donation",
    "KitchenNumber",
    "MealHanded",
    "OrderDay",
    "OrderLine",
    "PackGiven",
    "Parcel",
    "Settlement",
    "Stock",
    "StockAsk",
    "StockLot",
    "StockMovement",
    "StockTransfer",
    "TransferLine",
]
