"""What the command post reads across layers."""
