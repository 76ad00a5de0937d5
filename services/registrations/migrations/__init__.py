"""Steps of the schema of `registrations`: append-only."""
