"""Shapes of the HTTP bodies of `events`, one file per resource."""
