"""What organisers and participants type: forms as they stand, and what is meant by what they hold."""
