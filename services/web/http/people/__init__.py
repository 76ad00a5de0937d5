"""The people of a network: entered by hand or pasted, looked at one by one, called when they do not answer."""

from services.web.http.people import call_list, erasing, pasting, person, requests, taking_out
from services.web.http.people.listing import routes

__all__ = ["call_list", "erasing", "pasting", "person", "requests", "routes", "taking_out"]
