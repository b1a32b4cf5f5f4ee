"""What is handed out at a site: meals, articles, what is in stock."""

from yizhan.provision.models.meals import KitchenNumber, MealHanded
from yizhan.provision.models.orders import Article, CatalogueImport, OrderDay, OrderLine, Settlement
from yizhan.provision.models.parcels import Parcel
from yizhan.provision.models.stock import Stock

__all__ = [
    "Article",
    "CatalogueImport",
    "KitchenNumber",
    "MealHanded",
    "OrderDay",
    "OrderLine",
    "Parcel",
    "Settlement",
    "Stock",
]
