"""What people at a site need and what there is of it."""
