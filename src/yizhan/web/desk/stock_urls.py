"""Addresses of a site's store, of all stores for the command post, and of care packs."""

from django.urls import path

from yizhan.web.desk import packs, stock, stores

urlpatterns = [
    path("stock/", stock.board, name="stock"),
    path("stock/receipts/", stock.receipts, name="stock_receipts"),
    path("stock/issues/", stock.issues, name="stock_issues"),
    path("stock/returns/", stock.returns, name="stock_returns"),
    path("stock/losses/", stock.losses, name="stock_losses"),
    path("stock/counts/", stock.counts, name="stock_counts"),
    path("stock/count-sheet/", stock.count_sheet, name="stock_count_sheet"),
    path("stock/transfers/", stock.transfers, name="stock_transfers"),
    path(
        "stock/transfers/<uuid:stock_transfer_id>/confirmations/", stock.confirmations,
        name="stock_confirmations",
    ),
    path("stock/transfers/<uuid:stock_transfer_id>/recalls/", stock.recalls, name="stock_recalls"),
    path("stock/asks/", stock.asks, name="stock_asks"),
    path("stock/donations/", stock.donations, name="stock_donations"),
    path("stock/donations/<uuid:donation_id>/thanks/", stock.thanks, name="stock_thanks"),
    path("stock/items/<slug:stock_item>/", stock.show, name="stock_item"),
    path("stores/", stores.board, name="stores"),
    path("stores/receipts/", stores.receipts, name="store_receipts"),
    path("stores/issues/", stores.issues, name="store_issues"),
    path("stores/returns/", stores.returns, name="store_returns"),
    path("stores/losses/", stores.losses, name="store_losses"),
    path("stores/counts/", stores.counts, name="store_counts"),
    path("stores/count-sheet/", stores.count_sheet, name="store_count_sheet"),
    path("stores/transfers/", stores.transfers, name="store_transfers"),
    path(
        "stores/transfers/<uuid:stock_transfer_id>/confirmations/", stores.confirmations,
        name="store_confirmations",
    ),
    path("stores/transfers/<uuid:stock_transfer_id>/recalls/", stores.recalls, name="store_recalls"),
    path("stores/donations/", stores.donations, name="store_donations"),
    path("stores/donations/<uuid:donation_id>/thanks/", stores.thanks, name="store_thanks"),
    path("stores/items/<slug:stock_item>/", stores.show, name="store_item"),
    path("packs/", packs.board, name="packs"),
    path("packs/<slug:pack_kind>/", packs.board, name="packs_of"),
    path("packs/<slug:pack_kind>/given/", packs.given, name="packs_given"),
    path("pack/<uuid:pack_id>/withdrawals/", packs.withdrawals, name="pack_withdrawals"),
]  # fmt: skip
