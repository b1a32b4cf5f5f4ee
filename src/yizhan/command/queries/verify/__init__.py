"""Proof of the design's invariants, from the journal and everything that must agree with it.

Reads one snapshot, writes nothing, holds up no writer.
"""

from yizhan.command.queries.verify.installation import verify
from yizhan.command.queries.verify.report import Fault, Report, SiteReport
from yizhan.command.queries.verify.site import verify_site

__all__ = ["Fault", "Report", "SiteReport", "verify", "verify_site"]
