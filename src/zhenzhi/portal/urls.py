"""Addresses of the portal (办事大厅网址)."""

from django.urls import path

from zhenzhi.portal.views import applying, home, mine

urlpatterns = [
    path("", home.home, name="home"),
    path("demo/<str:username>", home.try_as, name="try_as"),
    path("work", home.work, name="work"),
    path("items", home.items, name="items"),
    path("items/<str:code>", home.item, name="item"),
    path("items/<str:code>/apply", applying.apply, name="apply"),
    path("mine", mine.mine, name="mine"),
    path("mine/<str:number>", mine.matter, name="mine_matter"),
    path("mine/<str:number>/paper/<uuid:key>", mine.paper, name="mine_paper"),
    path("mine/<str:number>/material/<int:seq>", mine.material, name="mine_material"),
    path("mine/<str:number>/<str:name>", mine.act, name="mine_act"),
    path("mine/<str:number>/<str:name>/<uuid:key>", mine.act, name="mine_act_on"),
]
