"""How a phone comes to trust this installation's own certificate authority."""
