"""What people wrote that needs a person, and what they were told."""

from flask import Blueprint

routes = Blueprint("messages", __name__, url_prefix="/messages")
