"""Every change to rosters and the people on them."""
