"""Steps of the schema of `events`: append-only."""
