"""Outside systems that may be told who came."""

from flask import Blueprint

routes = Blueprint("partners", __name__, url_prefix="/partners")
