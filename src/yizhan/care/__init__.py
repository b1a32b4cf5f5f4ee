"""Special care: who needs more than the others, minds in crisis, medicines, words at a door."""
