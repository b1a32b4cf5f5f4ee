"""Rehearsals: a recorded operation played against a real server by simulated phones and residents."""
