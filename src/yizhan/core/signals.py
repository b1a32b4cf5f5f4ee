"""What core tells the layers above."""

from django.dispatch import Signal

conflict_raised = Signal()
"""A command contradicts what is already recorded: `receipt`, `envelope`, `actor`, `refusal`."""
