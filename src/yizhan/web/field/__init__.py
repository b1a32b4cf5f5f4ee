"""The phone app of the crew: works without network."""
