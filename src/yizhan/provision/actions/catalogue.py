"""The shop's list: brought in whole, and single articles taken out of it or let in again."""

from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import PlainSerializer

from yizhan.core import keys
from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.places.models import Site
from yizhan.provision.catalogue_reading import Listed, read_catalogue
from yizhan.provision.models import Article, CatalogueImport
from yizhan.provision.order_rules import cautions_of, refused, refused_by
from yizhan.reading.shown import fold

# A receipt keeps a fingerprint of a file, never the file.
Contents = Annotated[bytes, PlainSerializer(lambda contents: keys.fingerprint(contents).hex())]
MOST_FAULTS_KEPT = 500
AT_ONCE = 500
WRITTEN = [
    "name",
    "name_en",
    "unit",
    "group",
    "price_cents",
    "place",
    "search",
    "refused",
    "cautions",
    "offered",
]


class CatalogueTaken(Outcome):
    """How many articles a list offers, how many of them may not be ordered, how many rows were not taken."""

    site_id: UUID
    import_id: UUID
    articles: int
    refused: int
    faults: int


@action("provision.take_catalogue", needs="order.manage", online_only=True)
def take_catalogue(*, by: Actor, site_id: UUID, contents: Contents, name: str = "") -> CatalogueTaken:
    """Let a shop's list be what can be ordered from now on; what it does not name is offered no longer.

    Articles are the same by their number. Lines that were ordered before keep their name and price.
    """
    Site.objects.select_for_update(no_key=True).get(id=site_id)
    catalogue = read_catalogue(contents)
    known = {article.number: article for article in Article.objects.filter(site_id=site_id)}
    fresh, changed = [], []
    for place, listed in enumerate(catalogue.articles, start=1):
        article = known.pop(listed.number, None)
        if article is None:
            article = Article(id=new_id(), site_id=site_id, number=listed.number)
            fresh.append(article)
        else:
            changed.append(article)
        _describe(article, listed, place)
    Article.objects.bulk_create(fresh, batch_size=AT_ONCE)
    Article.objects.bulk_update(changed, WRITTEN, batch_size=AT_ONCE)
    Article.objects.filter(site_id=site_id, id__in=[gone.id for gone in known.values()]).update(offered=False)
    faults = [{"cell": fault.cell, "said": fault.said, "why": fault.why} for fault in catalogue.faults]
    kept = CatalogueImport.objects.create(
        id=new_id(), site_id=site_id, name=name[:200], articles=len(catalogue.articles),
        faults=faults[:MOST_FAULTS_KEPT], taken_at=now(), taken_by_id=by.account_id,
    )  # fmt: skip
    barred = sum(bool(article.refused) for article in [*fresh, *changed])
    return CatalogueTaken(
        site_id=site_id, import_id=kept.id, articles=kept.articles, refused=barred, faults=len(faults)
    )


class ArticleRuled(Outcome):
    """The article, and the rule by which it is refused; "" for none."""

    site_id: UUID
    article_id: UUID
    refused: str


@action("provision.rule_article", needs="order.manage", online_only=True)
def rule_article(*, by: Actor, site_id: UUID, article_id: UUID, rule: str) -> ArticleRuled:
    """Refuse an article by a rule, or with "" let it be ordered although its name sounds like one."""
    article = Article.objects.select_for_update(no_key=True).filter(site_id=site_id, id=article_id).first()
    if article is None:
        raise Refusal("no_such_article", gettext_noop("There is no such article. Open the page again."))
    if rule and rule not in refused():
        raise Refusal("no_such_rule", gettext_noop("There is no such rule. Open the page again."))
    article.refused = rule
    article.save(update_fields=["refused"])
    return ArticleRuled(site_id=site_id, article_id=article.id, refused=rule)


def _describe(article: Article, listed: Listed, place: int) -> None:
    article.name, article.name_en, article.unit = listed.name, listed.name_en, listed.unit
    article.group, article.price_cents, article.place = listed.group, listed.price_cents, place
    article.search = fold(f"{listed.number} {listed.name} {listed.name_en} {listed.group}")[:400]
    article.refused = refused_by(listed.name, listed.name_en, listed.group)
    article.cautions = cautions_of(listed.name, listed.name_en)
    article.offered = True
