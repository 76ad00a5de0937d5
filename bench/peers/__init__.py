"""What others made for the same work, installed by pip and written as its users write it, beside ours."""
