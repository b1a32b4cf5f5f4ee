"""Clock, ids, actions with receipts and audit, hash chain, keys. Knows no noun of the field."""
