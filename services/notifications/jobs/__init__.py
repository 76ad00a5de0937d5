"""Work that is due: each job claims rows, works outside any transaction, and records what came of it."""
