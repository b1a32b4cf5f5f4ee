"""Late rosters: lists of names that come after the people, read without guessing and bound to them."""
