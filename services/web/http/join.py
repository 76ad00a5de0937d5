"""Asking to join a public network."""

from flask import Blueprint

routes = Blueprint("join", __name__, url_prefix="/n/<slug>/join")
