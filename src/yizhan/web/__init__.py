"""Pages for desks, phones and residents, and the API: they parse, ask, call one action, render."""
