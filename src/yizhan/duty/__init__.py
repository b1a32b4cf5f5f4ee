"""Teams, postings and what follows from them; matters that somebody must see through."""
