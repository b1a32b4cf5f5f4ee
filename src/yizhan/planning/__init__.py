"""Plans of rooms: asked for, solved in a process of their own, shown on the map, approved, carried out."""
