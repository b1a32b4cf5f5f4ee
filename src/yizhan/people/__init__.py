"""Persons, their sealed identity, parties who belong together, and the accounts of those who work."""
