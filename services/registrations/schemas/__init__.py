"""Shapes of the HTTP bodies of `registrations`."""
