"""What the command post decides: which sites there are."""
