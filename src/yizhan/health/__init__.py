"""What was observed about people's health: temperatures, fever, and what care must know."""
