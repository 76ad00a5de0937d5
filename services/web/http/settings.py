"""An organisation, who works in it, and what they did."""

from flask import Blueprint

routes = Blueprint("settings", __name__, url_prefix="/settings")
