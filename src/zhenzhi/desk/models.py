"""What the desk keeps for its users (工作台设置)."""

from django.db import models

from zhenzhi.kernel.keys import uuid7


class SavedView(models.Model):
    """A list somebody looks at often (常用列表): its name, and the filters as they stand in the address.

    A convenience of its owner like a bookmark: nothing legal hangs on it, so it is written without an act.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    person = models.CharField(max_length=64)
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=400)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="saved_view_once")]
