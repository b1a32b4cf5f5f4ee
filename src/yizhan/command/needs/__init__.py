"""One day of what people need: asked, answered by name, confirmed; care, meals, orders, parcels, supplies."""
