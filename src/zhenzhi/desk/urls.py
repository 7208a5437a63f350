"""Addresses of the desk (工作台网址), all under /desk/."""

from django.urls import path

from zhenzhi.desk.views import matters, receiving, status, work

urlpatterns = [
    path("", work.work, name="desk"),
    path("search", work.search, name="desk_search"),
    path("receive", receiving.choose, name="desk_receive"),
    path("receive/<str:code>", receiving.receive, name="desk_receive_item"),
    path("status", status.status, name="status"),
    path("matters/<str:number>", matters.matter, name="desk_matter"),
    path("matters/<str:number>/paper/<uuid:key>", matters.paper, name="desk_paper"),
    path("matters/<str:number>/material/<int:seq>", matters.material, name="desk_material"),
    path("matters/<str:number>/<str:name>", matters.act, name="desk_act"),
    path("matters/<str:number>/<str:name>/<uuid:key>", matters.act, name="desk_act_on"),
]
