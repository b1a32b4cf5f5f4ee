"""Boards and reports over everything below, and the rehearsal."""
