"""Routes: each authenticates, parses, opens the transaction, calls one operation and shows the result."""
