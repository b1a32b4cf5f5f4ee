"""Three weeks at one hotel, day by day against the real system: who comes, what is due, who leaves."""
