"""Who gets what, what was read, and what waits to leave the house."""
