"""Reading a roster without trusting it: a file becomes people, questions and refusals; no database."""
