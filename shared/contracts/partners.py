"""What the service `partners` says: who may be told of attendance, and in which networks."""

from marshmallow import fields

from shared.contracts import Contract, Shape


class Partner(Shape):
    """An outside system as people are asked about it."""

    id = fields.String(required=True)
    name = fields.String(required=True, metadata={"description": "of the organisation behind it"})
    network_ids = fields.List(
        fields.String(), required=True, metadata={"description": "where it may be told of attendance"}
    )
    removed = fields.Boolean(required=True)


PARTNER_CHANGED = Contract("partner.changed.v1", Partner, ("registrations",))
