"""Every change to meals, orders and what is in stock."""
