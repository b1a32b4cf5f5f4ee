"""Sessions in the database. Every request asks for its own, so the query is compiled only once."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from yizhan.core.prepared import Prepared

_session = Prepared(lambda key, moment: Session.objects.filter(session_key=key, expire_date__gt=moment))


class SessionStore(db.SessionStore):
    """Django's own, but for how a session is found; one that was ended is not found from then on."""

    def _get_session_from_db(self) -> Session | None:
        found = _session.first(key=self.session_key, moment=timezone.now())
        if found is None:
            self._session_key = None
        return found
