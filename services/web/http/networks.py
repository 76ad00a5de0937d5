"""The networks of an organisation, and what each one is like."""

from flask import Blueprint

routes = Blueprint("networks", __name__, url_prefix="/networks")
