"""Six services, each by itself; `embedded` and `commands` know all of them."""

SERVICES = ("events", "registrations", "notifications", "partners", "web", "sandbox")
