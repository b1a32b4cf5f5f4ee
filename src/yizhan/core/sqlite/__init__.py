"""Django's SQLite backend on a current SQLite, durable, with writers in a fair queue."""
