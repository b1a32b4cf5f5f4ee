"""Stays, who was put in which room on whose decision: the journal, the ledger and placement."""
