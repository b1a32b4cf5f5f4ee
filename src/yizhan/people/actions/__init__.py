"""Every change to persons, parties and accounts."""
