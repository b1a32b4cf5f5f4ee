"""The red button: a page for everybody, signed in or not, and the threads that the crew sees through."""
