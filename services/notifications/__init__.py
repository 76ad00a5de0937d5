"""Tells people: templates, preferences, quiet hours, e-mail and SMS, and what became of each."""
