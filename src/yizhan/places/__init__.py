"""Sites, their floors, rooms and entrances, and who is where: Occupancy."""
