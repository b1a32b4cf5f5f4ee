"""Settings and the table of URLs."""
