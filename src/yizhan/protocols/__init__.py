"""Rules of watching as data: phases, days, tests, thresholds, release, each with its source."""
