"""Decides what happens, when, where, about what and for how many.

Owns networks, series, events, their places and the calendar feed. Writes `network.changed.v1` and `event.published.v1`,
`.rescheduled.v1`, `.changed.v1`, `.cancelled.v1`; reads `seats.changed.v1`.
"""
