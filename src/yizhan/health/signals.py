"""What health tells the layers above."""

from django.dispatch import Signal

# A fever case was opened or closed. Arguments: site_id, person_id.
fever_changed = Signal()

# A tube has a result that stands. Arguments: result (Result), by (Actor); sent within the transaction that
# wrote it. Where it corrects an earlier one, `result.corrects` is that one.
result_reported = Signal()
