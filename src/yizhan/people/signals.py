"""What people tells the layers above."""

from django.dispatch import Signal

persons_erased = Signal()
"""The particulars of these people can be read by nobody any more: `person_ids`, a set of UUIDs."""
