"""Residents' own pages: no account, the room's card and the wristband open them."""
