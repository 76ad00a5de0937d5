"""The steps that bring the database of `web` to its present schema."""
