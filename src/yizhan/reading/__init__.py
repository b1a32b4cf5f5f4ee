"""Opening a list that somebody brought, without trusting it: sheets, rows and cells. No table of its own."""
