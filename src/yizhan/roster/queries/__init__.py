"""What is known of rosters and the people on them."""
