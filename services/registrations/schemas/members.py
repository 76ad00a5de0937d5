"""Shapes of people who are entered into a network, many at a time, and of the networks they are counted in."""

from marshmallow import Schema, fields, validate

from services.registrations.national_numbers import refuse
from services.registrations.operations.add_people import ADDED, JOINED, MEMBER, MOST
from shared.http.paging import PageQuery
from shared.http.schemas import Ids, Language, Phone, Text, YesNo

_ANOTHER = {"description": "a new person also if one of this name with this contact is known"}
_WHO_SHE_IS = {"description": "the person who is known already and is meant, whatever else the line says"}
_SAME = {"description": "the same name and contact: entered, she would be taken for this one"}


class Described(Schema):
    """A person as she stands on a list of paper."""

    name = Text(200, required=True, validate=refuse)
    phone = Phone(allow_none=True, load_default=None)
    email = fields.Email(allow_none=True, load_default=None, validate=validate.Length(max=254))


class NewMember(Described):
    """Someone who is to belong to the network."""

    language = Language(required=True)
    tags = fields.List(Text(40, validate=refuse), validate=validate.Length(max=20), load_default=list)
    another = YesNo(load_default=False, metadata=_ANOTHER)
    participant_id = fields.String(
        allow_none=True, load_default=None, validate=validate.Length(1, 40), metadata=_WHO_SHE_IS
    )


class NewMembers(Schema):
    """People in the order of the list; all are entered, or none."""

    people = fields.List(fields.Nested(NewMember), required=True, validate=validate.Length(1, MOST))
    agreed = YesNo(load_default=True, metadata={"description": "they said that they want to be invited"})


class Entered(Schema):
    participant_id = fields.String()
    status = fields.String(validate=validate.OneOf([ADDED, JOINED, MEMBER]))


class EnteredMembers(Schema):
    """What became of each, in the order in which they were given."""

    items = fields.List(fields.Nested(Entered))


class PeopleInQuestion(Schema):
    """People as they stand on a list of paper."""

    people = fields.List(fields.Nested(Described), required=True, validate=validate.Length(1, MOST))


class Known(Schema):
    """Somebody who may be the one that is meant."""

    participant_id = fields.String()
    name = fields.String()
    phone = fields.String(allow_none=True)
    email = fields.String(allow_none=True)
    member = fields.Boolean()
    same = fields.Boolean(metadata=_SAME)


class KnownOf(Schema):
    known = fields.List(fields.Nested(Known))


class KnownPeople(Schema):
    """Who is known for each, in the order in which they were given."""

    items = fields.List(fields.Nested(KnownOf))


class NetworkCount(Schema):
    id = fields.String()
    members = fields.Integer(metadata={"description": "who belong to it now"})


class NetworkCountPage(Schema):
    items = fields.List(fields.Nested(NetworkCount))
    next = fields.String(allow_none=True)


class CountQuery(PageQuery):
    ids = Ids("these networks alone", load_default=None)
