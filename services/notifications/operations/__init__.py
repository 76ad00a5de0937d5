"""What this service can do, one file each, named by verb."""
