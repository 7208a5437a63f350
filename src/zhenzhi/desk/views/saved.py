"""Lists kept under a name (常用列表): the filters of the address, for whoever kept them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhenzhi.desk.models import SavedView
from zhenzhi.desk.views.lists import Chosen
from zhenzhi.kernel.identity import Actor
from zhenzhi.ui.kept import at_desk

MOST = 20
"""Lists that one person may keep; more would be a list of lists to search."""


@require_POST
@at_desk
def save(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Keep what is shown under a name; the same name is kept anew."""
    name = " ".join(request.POST.get("name", "").split())[:40]
    query = Chosen.read(QueryDict(request.POST.get("query", "")[:400])).query()
    back = f"{reverse('desk')}?{query}"
    if not name:
        messages.warning(request, _("请给这个列表起个名字。"))
    elif SavedView.objects.filter(person=actor.id).exclude(name=name).count() >= MOST:
        messages.warning(request, _("最多保存20个列表，请先删去不用的。"))
    else:
        SavedView.objects.update_or_create(person=actor.id, name=name, defaults={"query": query})
        messages.success(request, _("已保存列表“%(name)s”。") % {"name": name})
    return redirect(back)


@require_POST
@at_desk
def drop(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """Keep it no longer; only one's own."""
    SavedView.objects.filter(person=actor.id, pk=key).delete()
    return redirect("desk")
