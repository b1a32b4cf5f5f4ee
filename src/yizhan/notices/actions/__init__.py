"""Every change to notices, addresses, the outbox and what people say."""
