"""The API's addresses. Every operation declares whom it serves, like every page."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Body, NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.security import SessionAuth

from yizhan.core.actors import Actor, ActorKind
from yizhan.core.clock import now
from yizhan.core.commands import Envelope, Reply, submit
from yizhan.places.models import Site
from yizhan.stays.queries.journal import SignedHead, signed_head
from yizhan.web.access import account_of, hands_of, posted_api, signed_in_api
from yizhan.web.api.arrivals import router as arrivals_router
from yizhan.web.api.cases import router as cases_router
from yizhan.web.api.emergencies import router as emergency_router
from yizhan.web.api.field import router as field_router
from yizhan.web.api.hands import ByBadge, on_phone, record_delivery
from yizhan.web.api.hands import router as hands_router
from yizhan.web.api.matters import router as matters_router
from yizhan.web.api.observing import router as observing_router
from yizhan.web.api.parcels import router as parcels_router
from yizhan.web.api.permission import may, may_by_badge
from yizhan.web.api.plans import router as plans_router
from yizhan.web.api.problems import explain_problems
from yizhan.web.api.protocols import router as protocols_router
from yizhan.web.api.rooming import router as rooming_router
from yizhan.web.api.rounds import router as rounds_router
from yizhan.web.api.schemas import PROBLEMS, ActionOut, HeadOut, ReplyOut, describe_actions
from yizhan.web.api.store import router as store_router
from yizhan.web.api.translating import router as translating_router
from yizhan.web.metrics.counts import count_tap

MOST_COMMANDS = 100


class _DescribedOnce(NinjaAPI):
    """An API that works its description out once in a process, and not for everybody who asks."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._described: dict[str, OpenAPISchema] = {}

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        if prefix not in self._described:
            self._described[prefix] = super().get_openapi_schema(path_prefix=prefix)
        return self._described[prefix]


api = _DescribedOnce(
    title="Yizhan", version="1", urls_namespace="api", auth=[ByBadge(), SessionAuth()], docs_url=None
)
explain_problems(api)
api.add_router("", field_router)
api.add_router("", arrivals_router)
api.add_router("", hands_router)
api.add_router("", rooming_router)
api.add_router("", plans_router)
api.add_router("", protocols_router)
api.add_router("", emergency_router)
api.add_router("", rounds_router)
api.add_router("", observing_router)
api.add_router("", cases_router)
api.add_router("", parcels_router)
api.add_router("", store_router)
api.add_router("", translating_router)
api.add_router("", matters_router)


@api.post("/commands", auth=[ByBadge(late=True), SessionAuth()], response={200: list[ReplyOut], **PROBLEMS})
@signed_in_api
def send_commands(
    request: HttpRequest, commands: Annotated[list[Envelope], Body(max_length=MOST_COMMANDS)]
) -> list[Reply]:
    """Decide up to 100 commands, each on its own: accepted, conflict, waiting or refused.

    Safe to repeat: a command's id decides once. One that cannot be read is refused alone and
    holds nobody else up. Replies come in the order of the commands. On a shared phone the header
    `X-Badge` says whose they are.
    """
    actor = Actor(ActorKind.ACCOUNT, account_of(request).id)
    hands = hands_of(request)
    if hands is None:
        return [_decided(command, submit(command, actor, may)) for command in commands]
    record_delivery(hands, commands)
    permission = may_by_badge(hands)
    return [_decided(command, submit(on_phone(hands, command), actor, permission)) for command in commands]


def _decided(command: Envelope, reply: Reply) -> Reply:
    """Count what became of a command, and how late it came."""
    count_tap(reply.status, (now() - command.tapped_at).total_seconds() if command.tapped_at else None)
    return reply


@api.get("/actions", response={200: list[ActionOut], **PROBLEMS})
@signed_in_api
def list_actions(request: HttpRequest) -> list[ActionOut]:
    """Return every action that a command can name, with the JSON Schemas of its facts and result."""
    return describe_actions()


@api.get("/sites/{site_code}/head", response={200: HeadOut, **PROBLEMS})
@posted_api("batch.read")
def journal_head(request: HttpRequest, site: Site) -> SignedHead:
    """Return the signed end of the site's journal."""
    return signed_head(site.id)
