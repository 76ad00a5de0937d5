"""The HTTP side of every service: authentication, errors, limits, paging and the client that calls it."""
