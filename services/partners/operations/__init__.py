"""What `partners` can do: one file per change."""
