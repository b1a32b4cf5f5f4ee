"""Signing in, the keys of an account, and where it is posted."""
