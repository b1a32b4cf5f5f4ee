"""Who is where, now and at any past hour, and what the journal says."""
