"""What a network is about to send, and the catch that holds it."""

from flask import Blueprint

routes = Blueprint("sending", __name__, url_prefix="/networks/<network_id>/sending")
