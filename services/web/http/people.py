"""The people of a network: entered by hand or pasted, called when they do not answer."""

from flask import Blueprint

routes = Blueprint("people", __name__, url_prefix="/networks/<network_id>/people")
