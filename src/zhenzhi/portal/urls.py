"""Addresses of the portal (办事大厅网址)."""

from django.urls import path

from zhenzhi.portal.views import applying, correcting, guide, home, mine, tracking

urlpatterns = [
    path("", home.home, name="home"),
    path("demo/<str:username>", home.try_as, name="try_as"),
    path("work", home.work, name="work"),
    path("items", home.items, name="items"),
    path("items/<str:code>", guide.item, name="item"),
    path("items/<str:code>/apply", applying.start, name="apply"),
    path("items/<str:code>/apply/check", applying.check, name="apply_check"),
    path("items/<str:code>/apply/paper/<int:seq>", applying.paper, name="apply_paper"),
    path("items/<str:code>/apply/<str:step>", applying.step, name="apply_step"),
    path("drafts/<uuid:key>/delete", applying.throw_away, name="draft_delete"),
    path("track", tracking.track, name="track"),
    path("mine", mine.mine, name="mine"),
    path("mine/<str:number>", mine.matter, name="mine_matter"),
    path("mine/<str:number>/receipt", mine.receipt, name="mine_receipt"),
    path("mine/<str:number>/paper/<uuid:key>", mine.paper, name="mine_paper"),
    path("mine/<str:number>/material/<int:seq>", mine.material, name="mine_material"),
    path("mine/<str:number>/services.supplement", correcting.correct, name="mine_correct"),
    path("mine/<str:number>/<str:name>", mine.act, name="mine_act"),
    path("mine/<str:number>/<str:name>/<uuid:key>", mine.act, name="mine_act_on"),
]
