"""What `events` can do: one file per verb."""
