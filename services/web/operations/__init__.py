"""What `web` can do: who may organise, and who is signed in."""
