"""A marshmallow schema that shows dicts in one pass, as it would show them field by field."""

from functools import cached_property
from typing import Any

from marshmallow import Schema, fields, missing

_AS_IT_IS: dict[type[fields.Field[Any]], type] = {fields.String: str, fields.Integer: int, fields.Boolean: bool}


class _Nothing:
    """The type of no value."""


class Dumping(Schema):
    """Declared like any schema; a field that reads elsewhere or has a default is left to marshmallow."""

    def _serialize(self, obj: Any, *, many: bool = False) -> Any:
        if type(obj) is not dict or self._plan is None:
            return super()._serialize(obj, many=many)
        return {
            key: obj[name] if type(obj[name]) is kind else field._serialize(obj[name], name, obj)
            for name, key, kind, field in self._plan
            if name in obj
        }

    @cached_property
    def _plan(self) -> list[tuple[str, str, type, fields.Field[Any]]] | None:
        shown = self.dump_fields.items()
        if not all(_is_plain(field) for _, field in shown):
            return None
        return [
            (name, name if field.data_key is None else field.data_key, _AS_IT_IS.get(type(field), _Nothing), field)
            for name, field in shown
        ]


def _is_plain(field: fields.Field[Any]) -> bool:
    return field._CHECK_ATTRIBUTE and field.attribute is None and field.dump_default is missing
