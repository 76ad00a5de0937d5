"""What can be done to the sandbox, one verb a file."""
