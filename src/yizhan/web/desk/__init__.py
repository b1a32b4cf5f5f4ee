"""Pages of a site's desk."""
