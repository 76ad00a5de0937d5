"""The cheapest that is possible: a few lines that do the same work, each in a process of its own."""
