"""The item an application began under (办件所依事项版本, LAW-49): it never changes, so it is read once a process."""

from functools import lru_cache
from uuid import UUID

from zhenzhi.register.models import ServiceItem
from zhenzhi.services.models import Application


@lru_cache(maxsize=4096)
def _version(key: UUID) -> ServiceItem:
    return ServiceItem.objects.get(pk=key)


def of(application: Application) -> ServiceItem:
    """The version of the item that this application began under."""
    return _version(application.item_id)
