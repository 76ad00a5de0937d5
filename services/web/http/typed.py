"""What was typed into a form: its known fields, and families of fields such as `title.nb`, `title.ar`."""

from flask import request

from services.web.forms.field_values import number_in
from services.web.forms.form import Form


def typed(fields: tuple[str, ...], families: tuple[str, ...] = ()) -> Form:
    """The form as it was sent; what is not known is left out."""
    found = {name: request.form.get(name, "") for name in fields}
    dotted = {name: value for name, value in request.form.items() if name.partition(".")[0] in families}
    return Form({**dotted, **found})


def revision_in(form: Form) -> dict[str, str]:
    """The header by which a change is refused if the thing was changed since the form was shown."""
    number = number_in(form.value("revision"), 0, 10**15)
    return {} if number is None else {"If-Match": f'"{number}"'}
