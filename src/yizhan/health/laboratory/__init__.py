"""Reading a laboratory's file of results without trusting it: rows, questions, refusals; no database."""
