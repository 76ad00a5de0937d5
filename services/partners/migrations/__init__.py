"""Steps of this service's schema: append-only."""
