"""Series with all their dates: a year at a glance."""

from flask import Blueprint

routes = Blueprint("series", __name__, url_prefix="/series")
