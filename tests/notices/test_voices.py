"""What people say is counted for all who may read it, and quoted only where they agreed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yizhan.core.ids import new_id
from yizhan.core.models import AuditEvent
from yizhan.notices.actions.voices import answer_survey, say_thanks, write_voice_down
from yizhan.notices.enums import VoiceKind
from yizhan.notices.models import Voice
from yizhan.notices.queries.voices import everything_said, quotable, survey_figures, voices_at, words_said
from yizhan.people.actions.identity import erase_identities

if TYPE_CHECKING:
    from uuid import UUID

    from tests.notices.told import Telling
    from yizhan.core.actors import Actor
    from yizhan.notices.queries.voices import Said


def words_of(site_id: UUID, *, by: Actor, text: str = "", parties: tuple[UUID, ...] = ()) -> list[Said]:
    ids = [one for one, _at in everything_said(site_id, text, parties)]
    return words_said(site_id, ids, by=by)


def test_thanks_are_sealed_counted_and_quoted_with_consent_only(telling: Telling) -> None:
    site_id = telling.night.site.id
    say_thanks(
        by=telling.token("001-A"), site_id=site_id, voice_id=new_id(), words="谢谢夜班", may_quote=True
    )
    say_thanks(by=telling.token("002-A"), site_id=site_id, voice_id=new_id(), words="谢谢护士")
    write_voice_down(
        by=telling.night.by("clerk"), site_id=site_id, voice_id=new_id(), kind=VoiceKind.BANNER, words="情暖"
    )
    counted = voices_at(site_id, without=telling.night.crew["clerk"])
    assert (counted.thanks, counted.banners) == (2, 1)
    assert not Voice.objects.filter(words__contains="谢谢").exists()
    said = words_of(site_id, by=telling.night.by("clerk"))
    assert {one.words for one in said} == {"谢谢夜班", "谢谢护士", "情暖"}
    assert [one.words for one in quotable(said)] == ["谢谢夜班"]
    assert AuditEvent.objects.filter(action="notices.read_voices").count() == 1
    erase_identities([telling.night.stay("001-A").person_id])
    assert {one.words for one in words_of(site_id, by=telling.night.by("clerk"))} == {"谢谢护士", "情暖"}
    assert voices_at(site_id, without=telling.night.crew["clerk"]).thanks == 2


def test_survey_counts_a_party_once_and_shows_no_mean_of_a_few(telling: Telling) -> None:
    site_id = telling.night.site.id
    for tag, looked, told in (("001-A", 5, 4), ("002-A", 4, 4)):
        answer_survey(by=telling.token(tag), site_id=site_id, looked_after=looked, answered=told)
    assert survey_figures(site_id).looked_after is None
    answer_survey(by=telling.token("003-A"), site_id=site_id, looked_after=1, answered=1, words="too cold")
    answer_survey(by=telling.token("003-A"), site_id=site_id, looked_after=3, answered=2, words="cold")
    figures = survey_figures(site_id)
    assert (figures.answers, figures.looked_after, figures.answered) == (3, 4.0, 3.3)
    assert [one.words for one in words_of(site_id, by=telling.night.by("clerk"))] == ["cold"]


def test_a_letter_is_found_by_who_wrote_it_and_a_banner_by_its_words(telling: Telling) -> None:
    night, site_id = telling.night, telling.night.site.id
    clerk = night.by("clerk")
    for tag, words in (("001-A", "warm soup"), ("002-A", "warm hands")):
        say_thanks(by=telling.token(tag), site_id=site_id, voice_id=new_id(), words=words)
    write_voice_down(
        by=clerk, site_id=site_id, voice_id=new_id(), kind=VoiceKind.BANNER, words="warm hearts",
        from_whom="class three",
    )  # fmt: skip
    party = night.stay("001-A").party_id

    def found(text: str, *parties: UUID) -> list[str]:
        return [one.words for one in words_of(site_id, by=clerk, text=text, parties=parties)]

    assert found("nobody") == []
    assert found("whoever", party) == ["warm soup"]
    assert found("HEARTS") == found("Class") == ["warm hearts"]


def test_every_letter_is_on_some_page_and_a_page_opens_only_its_own(telling: Telling) -> None:
    from tests.web.test_lists import client_of

    site, clerk = telling.night.site, telling.night.by("clerk")
    for number in range(51):
        write_voice_down(
            by=clerk.tapping(), site_id=site.id, voice_id=new_id(), kind=VoiceKind.THANKS,
            words=f"letter {number:02}",
        )  # fmt: skip
    client = client_of(telling.night, "clerk")
    pages = [client.get(f"/s/{site.code}/notices/voices/?page={one}").content.decode() for one in (1, 2)]
    shown = [{number for number in range(51) if f"letter {number:02}" in page} for page in pages]
    assert (len(shown[0]), shown[0] | shown[1], shown[0] & shown[1]) == (50, set(range(51)), set())
    sent = {"text": "letter 07"}
    page = client.post(f"/s/{site.code}/notices/voices/found/", sent).content.decode()
    assert ("letter 07" in page, "letter 08" in page) == (True, False)
