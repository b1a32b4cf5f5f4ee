"""Every change to postings and matters."""
