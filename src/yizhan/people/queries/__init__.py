"""What is known about persons and accounts."""
