"""The record held against itself and against outside lists; the in and out book of each day."""
