"""Addresses of group orders: days, one order, its list, a party's lines; the catalogue; what is owed."""

from django.urls import path

from yizhan.web.desk import catalogue, orders

urlpatterns = [
    path("orders/", orders.board, name="orders"),
    path("orders/days/", orders.open_day, name="order_days"),
    path("orders/<uuid:order_day_id>/", orders.show, name="order"),
    path("orders/<uuid:order_day_id>/listing/", orders.listing, name="order_listing"),
    path("orders/<uuid:order_day_id>/cancellation/", orders.cancellation, name="order_cancellation"),
    path("orders/<uuid:order_day_id>/list/", orders.shop_list, name="order_list"),
    path("orders/<uuid:order_day_id>/list.xlsx", orders.list_xlsx, name="order_list_xlsx"),
    path("orders/<uuid:order_day_id>/brought/", orders.brought, name="order_brought"),
    path("orders/<uuid:order_day_id>/all-brought/", orders.all_brought, name="order_all_brought"),
    path("orders/<uuid:order_day_id>/room/", orders.for_room, name="order_room"),
    path("orders/<uuid:order_day_id>/<uuid:party_id>/", orders.party, name="order_party"),
    path("orders/<uuid:order_day_id>/<uuid:party_id>/lines/", orders.party_lines, name="order_party_lines"),
    path("orders/lines/<uuid:order_line_id>/corrections/", orders.correction, name="order_corrections"),
    path("orders/doors/<uuid:room_id>/handing/", orders.handing, name="order_handing"),
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("catalogue/<uuid:article_id>/rulings/", catalogue.ruling, name="catalogue_rulings"),
    path("order-accounts/", catalogue.accounts, name="order_accounts"),
    path("order-accounts/<uuid:party_id>/", catalogue.account, name="order_account"),
]
