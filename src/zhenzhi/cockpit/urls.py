"""Addresses of the cockpit (统筹台网址), all under /cockpit/."""

from django.urls import path

from zhenzhi.cockpit.views import gate, lists, one, overview, proposals

urlpatterns = [
    path("", overview.overview, name="cockpit"),
    path("grants", overview.grants, name="cockpit_grants"),
    path("proposals", proposals.proposals, name="cockpit_proposals"),
    path("batches", proposals.batches, name="cockpit_batches"),
    path("lists", lists.lists, name="cockpit_lists"),
    path("lists/gaps", lists.gaps, name="cockpit_gaps"),
    path("lists/<str:key>/since/<str:former>", lists.compare, name="cockpit_compare"),
    path("gate", gate.gate, name="cockpit_gate"),
    path("idle", gate.idle, name="cockpit_idle"),
    path("begin/<str:name>", one.begin, name="cockpit_begin"),
    path("<str:kind>/<str:key>", one.one, name="cockpit_one"),
    path("<str:kind>/<str:key>/<str:name>", one.act, name="cockpit_act"),
]
