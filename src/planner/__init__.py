"""Planning for stations: pure Python, no Django, no clock, no global random state."""
