"""Addresses of what is open to everybody (公开网址)."""

from django.urls import path

from zhenzhi.opendata.views import decisions, documents, helping, hub, lists, places, powers, tour, verify

urlpatterns = [
    path("open", hub.hub, name="open"),
    path("open/powers", powers.powers, name="open_powers"),
    path("open/powers/<str:code>", powers.power, name="open_power"),
    path("open/places", places.places, name="open_places"),
    path("open/places/<str:code>", places.place, name="open_place"),
    path("open/instruments", documents.instruments, name="open_instruments"),
    path("open/instruments/<str:code>", documents.instrument, name="open_instrument"),
    path("open/items.<str:kind>", documents.items, name="open_items"),
    path("open/lists", lists.lists, name="open_lists"),
    path("open/lists/<uuid:key>", lists.version, name="open_list"),
    path("open/decisions", decisions.decisions, name="open_decisions"),
    path("open/rules", documents.rules, name="open_rules"),
    path("open/numbers", hub.numbers, name="open_numbers"),
    path("open/checkpoints", documents.checkpoints, name="open_checkpoints"),
    path("open/checkpoints/<int:size>.txt", documents.checkpoint, name="open_checkpoint"),
    path("help", helping.overview, name="help"),
    path("tour", tour.tour, name="tour"),
    path("verify", verify.verify, name="verify"),
    path("verify/trust.json", verify.trust, name="trust"),
    path("verify/<str:code>", verify.paper, name="verify_paper"),
    path("verify/<str:code>/proof.json", verify.bundle, name="bundle"),
]
