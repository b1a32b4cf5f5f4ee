"""Every change to stays, rooms' occupancy and the journal."""
