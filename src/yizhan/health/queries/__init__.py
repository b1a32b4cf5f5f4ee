"""What is known about people's health."""
