"""Steps of the sandbox's schema: append-only."""
