"""What a call may carry (请求内容): pydantic models made from the signatures of acts, so that there is one truth.

Lengths follow the table that keeps the value; control characters are refused; unknown fields are refused. A text is a
text: nothing in it is interpreted, neither here nor where it is printed.
"""

import dataclasses
import inspect
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from django.core import signing
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, create_model

from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.problem import Invalid
from zhenzhi.kernel.registry import Spec
from zhenzhi.matter.models import Material, Matter, Party
from zhenzhi.services.filings import Filing, Given, Person

PRINTABLE = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
Text = Annotated[str, StringConstraints(max_length=4000, pattern=PRINTABLE)]
Code = Annotated[str, StringConstraints(max_length=64, pattern=PRINTABLE)]
_MOST_ITEMS = 200
_KEPT_IN: dict[type, type[models.Model]] = {Person: Party, Given: Material, Filing: Matter}
_EXAMPLES: dict[str, object] = {
    "place": "990101101201", "kind": "person", "name": "王强", "id_kind": "id_card", "id_number": "990101199003070015",
    "phone": "13900000001", "seq": 1, "to_body": "PLAN", "content": "是否符合村庄规划?", "words": "符合。",
    "opinion": "符合条件。", "reasons": "不符合村庄规划。", "way": "window", "receiver": "王强", "level": 5,
    "agrees": True,
}  # fmt: skip


class Body(BaseModel):
    """A body of a call; `made_of` is the dataclass that acts take in its place."""

    model_config = ConfigDict(extra="forbid")

    @classmethod
    def made_of(cls) -> type | None:
        """The dataclass this stands for; None for the parameters of an act."""
        return None


class GivenBody(Body):
    """A material handed in (申请材料): the line of the item's list, and the `file` that POST /files answered."""

    seq: Annotated[int, Field(ge=1, le=1000, examples=[1])]
    file: Annotated[str, StringConstraints(max_length=400)] = ""
    file_name: Annotated[str, StringConstraints(max_length=200, pattern=PRINTABLE)] = ""


_SALT, _KEPT_FOR = "zhenzhi.api.files", timedelta(days=7)


def ticket(digest: str, kind: str, by: Actor) -> str:
    """What stands for an uploaded file: its digest and kind, signed for the one who uploaded it, for seven days.

    So nobody can hand in, and then read, a file of somebody else whose digest they happen to know.
    """
    return signing.dumps([digest, kind, by.id], salt=_SALT)


def _given(given: GivenBody, by: Actor) -> Given:
    if not given.file:
        return Given(seq=given.seq, file_name=given.file_name)
    try:
        digest, kind, owner = signing.loads(given.file, salt=_SALT, max_age=_KEPT_FOR)
    except signing.BadSignature:
        owner = None
    if owner != by.id:
        zh, en = (
            "文件凭据无效或已过期，请重新上传该文件。",
            "The file's ticket is not valid or has run out. Upload it again.",
        )
        raise Invalid("file_ticket", zh, en, detail={f"materials.{given.seq}.file": f"{zh} {en}"})
    return Given(seq=given.seq, file=digest, file_kind=kind, file_name=given.file_name)


def value(given: object, by: Actor) -> Any:
    """The value an act takes for what was sent: dataclasses in place of models. Raises Invalid for a bad ticket."""
    if isinstance(given, GivenBody):
        return _given(given, by)
    if isinstance(given, list):
        return [value(item, by) for item in given]
    if isinstance(given, Body):
        made = given.made_of()
        values = {name: value(getattr(given, name), by) for name in type(given).model_fields}
        return made(**values) if made else values
    return given


def shape(annotation: Any, longest: int | None = None) -> Any:
    """The annotation for pydantic that stands for an act's. Raises TypeError for one that no call can carry."""
    origin = get_origin(annotation)
    if annotation is str:
        return Text if longest is None else Annotated[str, StringConstraints(max_length=longest, pattern=PRINTABLE)]
    if annotation in (bool, date, datetime, UUID, NoneType) or origin is Literal:
        return annotation
    if annotation is int:
        return Annotated[int, Field(ge=-(2**31), le=2**31 - 1)]
    if origin is Annotated:
        return Code
    if annotation is Given:
        return GivenBody
    if dataclasses.is_dataclass(annotation):
        return _model_of(annotation)
    if origin in (list, tuple, Sequence):
        return Annotated[list[shape(get_args(annotation)[0])], Field(max_length=_MOST_ITEMS)]  # type: ignore[misc]
    if origin in (dict, Mapping):
        return Annotated[dict[Code, Text], Field(max_length=_MOST_ITEMS)]
    if origin in (Union, UnionType):
        return Union[tuple(shape(part, longest) for part in get_args(annotation))]  # noqa: UP007  parts come at run time
    raise TypeError(f"{annotation} cannot stand in a call")


def _longest(owner: type, name: str) -> int | None:
    """How many characters the table keeps of this field."""
    try:
        return getattr(_KEPT_IN[owner]._meta.get_field(name), "max_length", None)
    except (KeyError, FieldDoesNotExist):
        return None


_made: dict[type, type[Body]] = {}


def _model_of(kind: Any) -> type[Body]:
    """The model of a dataclass, made once."""
    if kind not in _made:
        hints = get_type_hints(kind, include_extras=True)
        fields: dict[str, Any] = {}
        for field in dataclasses.fields(kind):
            longest = _longest(kind, field.name) or (64 if field.name == "key" else None)
            fields[field.name] = (shape(hints[field.name], longest), _default(field))
        made = create_model(kind.__name__, __base__=Body, __doc__=kind.__doc__, **fields)
        made.made_of = classmethod(lambda cls: kind)  # type: ignore[method-assign,assignment]
        _made[kind] = made
    return _made[kind]


def _default(field: dataclasses.Field[Any]) -> Any:
    examples = [_EXAMPLES[field.name]] if field.name in _EXAMPLES else None
    if field.default_factory is not dataclasses.MISSING:
        return Field(default_factory=field.default_factory)
    if field.default is dataclasses.MISSING:
        return Field(examples=examples)
    return Field(list(field.default) if isinstance(field.default, tuple) else field.default, examples=examples)


@dataclasses.dataclass(frozen=True, slots=True)
class Carried:
    """How a call carries an act's parameters: the model of its body, and how parameters are read from it."""

    model: type[Body]
    read: Callable[[Body, Actor], dict[str, Any]]


def carried(spec: Spec) -> Carried | None:
    """How the parameters of an act are carried; None if it has none.

    An act whose one parameter is a dataclass takes its fields as the body itself.
    """
    wanted = [p for name, p in list(spec.signature.parameters.items())[1:] if name != "by"]
    if not wanted:
        return None
    if len(wanted) == 1 and dataclasses.is_dataclass(wanted[0].annotation):
        only = wanted[0].name
        return Carried(_model_of(wanted[0].annotation), lambda body, by: {only: value(body, by)})
    fields = {p.name: (shape(p.annotation), _parameter_default(p)) for p in wanted}
    title = "".join(word.title() for word in spec.name.replace(".", "_").split("_"))
    model: type[Body] = create_model(title, __base__=Body, __doc__=spec.title, **fields)  # type: ignore[call-overload]
    return Carried(model, value)


def _parameter_default(parameter: inspect.Parameter) -> Any:
    examples = [_EXAMPLES[parameter.name]] if parameter.name in _EXAMPLES else None
    if parameter.default is inspect.Parameter.empty:
        return Field(examples=examples)
    return Field(parameter.default, examples=examples)
