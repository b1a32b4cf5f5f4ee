"""A positive person: set apart, sent to hospital, contacts found, all steps timed."""
