"""What gave up and waits for a person."""

from flask import Blueprint

routes = Blueprint("trouble", __name__, url_prefix="/trouble")
