"""Addresses of the desk (工作台网址), all under /desk/."""

from django.urls import path

from zhenzhi.desk.views import bulk, handover, looks, matters, people, receiving, saved, search, status, work

urlpatterns = [
    path("", work.work, name="desk"),
    path("search", search.search, name="desk_search"),
    path("views", saved.save, name="desk_save_view"),
    path("views/<uuid:key>/drop", saved.drop, name="desk_drop_view"),
    path("bulk", bulk.bulk, name="desk_bulk"),
    path("handover", handover.handover, name="desk_handover"),
    path("looks", looks.looks, name="desk_looks"),
    path("people", people.find, name="desk_people"),
    path("people/<str:code>", people.person, name="desk_person"),
    path("people/<str:code>/<str:name>", people.act, name="desk_person_act"),
    path("receive", receiving.choose, name="desk_receive"),
    path("receive/<str:code>", receiving.receive, name="desk_receive_item"),
    path("status", status.status, name="status"),
    path("matters/<str:number>", matters.matter, name="desk_matter"),
    path("matters/<str:number>/right", matters.right, name="desk_right"),
    path("matters/<str:number>/receipt", receiving.receipt, name="desk_receipt"),
    path("matters/<str:number>/paper/<uuid:key>", matters.paper, name="desk_paper"),
    path("matters/<str:number>/material/<int:seq>", matters.material, name="desk_material"),
    path("matters/<str:number>/<str:name>", matters.act, name="desk_act"),
    path("matters/<str:number>/<str:name>/<uuid:key>", matters.act, name="desk_act_on"),
]
