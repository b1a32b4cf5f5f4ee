"""Servers outside: mail, text messages, group bots. Each takes a letter and says what became of it."""
