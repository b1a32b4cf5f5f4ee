"""An evening of arrivals as a flow of people through posts: copied from a plan, tried out, compared."""
