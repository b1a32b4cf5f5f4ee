"""What people need at a site: meals and stock."""
