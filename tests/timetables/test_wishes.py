"""Wishing: whom one wants to meet, ranked, graded, handed in."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from matchmaking.audit.queries import history_of
from matchmaking.core.errors import ChangedMeanwhileError
from matchmaking.enterprises.values import CatalogueKind, ParticipationState
from matchmaking.meetings import services as meetings
from matchmaking.meetings.errors import VetoError
from matchmaking.scheduling.rounds.values import Grade
from matchmaking.timetables import errors
from matchmaking.timetables.queries import wishes as queries
from matchmaking.timetables.services import wishes as services
from matchmaking.timetables.services.wishes import Wishing
from matchmaking.timetables.values import MOST_ABSENCES, MOST_WISHES, AbsenceText, Step
from tests.factories.accounts import actor, make_team_member
from tests.factories.enterprises import make_catalogue_item, make_participation, make_representative
from tests.factories.expo import NOW, venue_time
from tests.factories.reference import make_hs_code
from tests.factories.timetables import make_wish_list
from tests.timetables.wishing import CLOSES, list_of, listed, make_scene


def test_partners_are_ranked_as_they_are_added(session: Session) -> None:
    scene = make_scene(session)
    one, two, three = scene.partners

    services.add_wish(session, scene.wishing(), one, Grade.MUST, at=NOW)
    services.add_wish(session, scene.wishing(), two, Grade.WANT, at=NOW)
    services.add_wish(session, scene.wishing(), three, Grade.MAY, at=NOW)

    assert listed(session, scene) == [(one, Grade.MUST), (two, Grade.WANT), (three, Grade.MAY)]
    assert list_of(session, scene).sent_at is None


def test_a_wish_is_moved_up_and_down_and_no_further(session: Session) -> None:
    scene = make_scene(session)
    one, two, three = scene.partners
    wishes = [
        services.add_wish(session, scene.wishing(), partner, Grade.WANT, at=NOW)
        for partner in scene.partners
    ]

    services.move_wish(session, scene.wishing(), wishes[2].id, Step.UP, at=NOW)
    assert [partner for partner, _ in listed(session, scene)] == [one, three, two]
    services.move_wish(session, scene.wishing(), wishes[0].id, Step.DOWN, at=NOW)
    assert [partner for partner, _ in listed(session, scene)] == [three, one, two]
    services.move_wish(session, scene.wishing(), wishes[2].id, Step.UP, at=NOW)
    services.move_wish(session, scene.wishing(), wishes[1].id, Step.DOWN, at=NOW)
    assert [partner for partner, _ in listed(session, scene)] == [three, one, two]


def test_a_wish_is_graded_and_removed(session: Session) -> None:
    scene = make_scene(session)
    first, second, _third = scene.partners
    wish = services.add_wish(session, scene.wishing(), first, Grade.WANT, at=NOW)
    services.add_wish(session, scene.wishing(), second, Grade.WANT, at=NOW)

    services.grade_wish(session, scene.wishing(), wish.id, Grade.MUST, at=NOW)
    assert listed(session, scene)[0] == (first, Grade.MUST)
    services.remove_wish(session, scene.wishing(), wish.id, at=NOW)

    assert listed(session, scene) == [(second, Grade.WANT)]


def test_a_must_too_many_is_refused_added_or_graded(session: Session) -> None:
    scene = make_scene(session, most_musts=1)
    one, two, _three = scene.partners
    services.add_wish(session, scene.wishing(), one, Grade.MUST, at=NOW)

    with pytest.raises(errors.TooManyMustsError) as refused:
        services.add_wish(session, scene.wishing(), two, Grade.MUST, at=NOW)
    other = services.add_wish(session, scene.wishing(), two, Grade.WANT, at=NOW)
    with pytest.raises(errors.TooManyMustsError):
        services.grade_wish(session, scene.wishing(), other.id, Grade.MUST, at=NOW)

    assert str(refused.value) == "At most 1 wish can be a must. First grade that one lower."
    assert listed(session, scene) == [(one, Grade.MUST), (two, Grade.WANT)]


def test_grading_a_must_as_a_must_again_changes_nothing(session: Session) -> None:
    scene = make_scene(session, most_musts=1)
    wish = services.add_wish(session, scene.wishing(), scene.partners[0], Grade.MUST, at=NOW)

    services.grade_wish(session, scene.wishing(), wish.id, Grade.MUST, at=NOW)

    assert listed(session, scene) == [(scene.partners[0], Grade.MUST)]


def test_nobody_is_wished_for_twice_or_without_a_profile(session: Session) -> None:
    scene = make_scene(session)
    one = scene.partners[0]
    draft = make_participation(session, scene.edition, state=ParticipationState.DRAFT)
    services.add_wish(session, scene.wishing(), one, Grade.WANT, at=NOW)

    with pytest.raises(errors.WishExistsError):
        services.add_wish(session, scene.wishing(), one, Grade.MAY, at=NOW)
    for nobody in (draft, scene.team.participation):
        with pytest.raises(errors.NotApprovedError):
            services.add_wish(session, scene.wishing(), nobody, Grade.WANT, at=NOW)


def test_an_own_profile_that_is_not_approved_wishes_nothing(session: Session) -> None:
    scene = make_scene(session)
    scene.team.participation.state = ParticipationState.DRAFT

    with pytest.raises(errors.NotApprovedError):
        services.add_wish(session, scene.wishing(), scene.partners[0], Grade.WANT, at=NOW)


def test_own_vetoes_are_told_and_theirs_are_not(session: Session) -> None:
    scene = make_scene(session)
    ours, theirs, _third = scene.partners
    own = scene.team.participation
    meetings.veto(session, scene.team.actor, own, ours, at=NOW)
    grant = make_team_member(session, theirs)
    meetings.veto(session, actor(grant), theirs, own, at=NOW)

    with pytest.raises(VetoError) as refused:
        services.add_wish(session, scene.wishing(), ours, Grade.WANT, at=NOW)
    services.add_wish(session, scene.wishing(), theirs, Grade.WANT, at=NOW)

    assert refused.value.is_own
    assert listed(session, scene) == [(theirs, Grade.WANT)]


def test_a_list_has_an_end(session: Session) -> None:
    scene = make_scene(session, partners=MOST_WISHES + 1)
    make_wish_list(
        session,
        scene.round,
        scene.team.participation,
        dict.fromkeys(scene.partners[:-1], Grade.MAY),
    )

    with pytest.raises(errors.TooManyWishesError):
        services.add_wish(session, scene.wishing(), scene.partners[-1], Grade.MAY, at=NOW)


def test_limits_and_absences_are_kept(session: Session) -> None:
    scene = make_scene(session)
    person = scene.team.person
    morning = AbsenceText(venue_time(5, 14), venue_time(5, 15))
    later = AbsenceText(venue_time(5, 15), venue_time(5, 17), person.id)

    services.set_limits(session, scene.wishing(), 2, 6, at=NOW)
    services.note_absence(session, scene.wishing(), morning, at=NOW)
    services.note_absence(session, scene.wishing(), later, at=NOW)

    found = list_of(session, scene)
    assert (found.minimum, found.maximum) == (2, 6)
    noted = [(one.starts_at, one.ends_at, one.representative) for one in found.absences]
    assert noted == [
        (venue_time(5, 14), venue_time(5, 15), None),
        (venue_time(5, 15), venue_time(5, 17), person),
    ]
    services.remove_absence(session, scene.wishing(), found.absences[0].id, at=NOW)
    assert [one.representative for one in list_of(session, scene).absences] == [person]


@pytest.mark.parametrize(
    "minimum, maximum", [(3, 2), (0, 0)], ids=["fewer than at least", "none at all"]
)
def test_limits_must_be_in_order(session: Session, minimum: int, maximum: int) -> None:
    scene = make_scene(session)

    with pytest.raises(errors.LimitsError) as refused:
        services.set_limits(session, scene.wishing(), minimum, maximum, at=NOW)

    assert refused.value.field == "maximum"


def test_an_absence_lies_in_the_round_and_is_ones_own(session: Session) -> None:
    scene = make_scene(session)
    stranger = make_representative(session, scene.partners[0])
    retired = make_representative(session, scene.team.participation, is_active=False)

    for text, field in (
        (AbsenceText(venue_time(5, 13), venue_time(5, 15)), "starts_at"),
        (AbsenceText(venue_time(5, 14), venue_time(5, 15, 10)), "ends_at"),
        (AbsenceText(venue_time(5, 16), venue_time(5, 15)), "ends_at"),
        (AbsenceText(venue_time(5, 14), venue_time(5, 15), stranger.id), "person"),
        (AbsenceText(venue_time(5, 14), venue_time(5, 15), retired.id), "person"),
    ):
        with pytest.raises(errors.AbsenceError) as refused:
            services.note_absence(session, scene.wishing(), text, at=NOW)
        assert refused.value.field == field


def test_absences_have_an_end(session: Session) -> None:
    scene = make_scene(session)
    people = [make_representative(session, scene.team.participation) for _ in range(MOST_ABSENCES)]
    times = (venue_time(5, 14), venue_time(5, 15))
    for person in people:
        services.note_absence(session, scene.wishing(), AbsenceText(*times, person.id), at=NOW)
    text = AbsenceText(*times)

    with pytest.raises(errors.AbsenceError):
        services.note_absence(session, scene.wishing(), text, at=NOW)


def test_an_absence_that_is_known_already_is_refused(session: Session) -> None:
    scene = make_scene(session)
    two, three, four = (venue_time(5, hour) for hour in (14, 15, 16))
    mine = scene.team.person.id
    services.note_absence(session, scene.wishing(), AbsenceText(two, four, mine), at=NOW)

    for text in (AbsenceText(two, four, mine), AbsenceText(three, four, mine)):
        with pytest.raises(errors.AbsenceKnownError) as refused:
            services.note_absence(session, scene.wishing(), text, at=NOW)
        assert refused.value.field == "starts_at"
    services.note_absence(session, scene.wishing(), AbsenceText(two, three), at=NOW)
    again = AbsenceText(two, venue_time(5, 14, 30), mine)
    with pytest.raises(errors.AbsenceKnownError):
        services.note_absence(session, scene.wishing(), again, at=NOW)

    assert len(list_of(session, scene).absences) == 2


def test_handing_in_counts_from_the_first_time_and_is_recorded(session: Session) -> None:
    scene = make_scene(session)
    services.add_wish(session, scene.wishing(), scene.partners[0], Grade.WANT, at=NOW)

    found = services.hand_in(session, scene.wishing(), at=NOW)
    services.hand_in(session, scene.wishing(), at=CLOSES.replace(hour=9))

    assert found.sent_at == NOW
    deeds = history_of(session, ("wish_list", found.id))
    assert [deed.action for deed in deeds] == ["handed in the wishes"]


def test_what_was_handed_in_can_be_changed_until_the_deadline(session: Session) -> None:
    scene = make_scene(session)
    services.hand_in(session, scene.wishing(), at=NOW)

    services.add_wish(session, scene.wishing(), scene.partners[0], Grade.WANT, at=NOW)

    assert list_of(session, scene).sent_at == NOW
    assert listed(session, scene) == [(scene.partners[0], Grade.WANT)]


Deed = Callable[[Session, Wishing, int], object]
DEEDS: dict[str, Deed] = {
    "grade": lambda s, w, key: services.grade_wish(s, w, key, Grade.MAY, at=NOW),
    "move": lambda s, w, key: services.move_wish(s, w, key, Step.UP, at=NOW),
    "remove": lambda s, w, key: services.remove_wish(s, w, key, at=NOW),
    "remove an absence": lambda s, w, key: services.remove_absence(s, w, key, at=NOW),
}


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_what_is_gone_or_somebody_elses_is_not_on_the_list(session: Session, deed: Deed) -> None:
    scene = make_scene(session)
    other = make_wish_list(session, scene.round, scene.partners[0], {scene.partners[1]: Grade.WANT})

    with pytest.raises(errors.WishGoneError):
        deed(session, scene.wishing(), other.wishes[0].id)

    assert [wish.grade for wish in other.wishes] == [Grade.WANT]


@pytest.mark.parametrize(
    "at, sentence",
    [
        (venue_time(1, 8), "Wishes can be handed in from"),
        (CLOSES, "Wishes closed at"),
    ],
    ids=["too early", "too late"],
)
def test_outside_its_time_nothing_can_be_changed(
    session: Session, at: datetime, sentence: str
) -> None:
    scene = make_scene(session)

    with pytest.raises(errors.WishesClosedError) as refused:
        services.hand_in(session, scene.wishing(), at=at)

    assert str(refused.value).startswith(sentence)


def test_a_list_that_was_changed_since_it_was_seen_is_left_alone(session: Session) -> None:
    scene = make_scene(session)
    services.add_wish(session, scene.wishing(), scene.partners[0], Grade.WANT, at=NOW)
    seen = list_of(session, scene).version
    services.add_wish(session, scene.wishing(seen), scene.partners[1], Grade.WANT, at=NOW)

    with pytest.raises(ChangedMeanwhileError):
        services.add_wish(session, scene.wishing(seen), scene.partners[2], Grade.WANT, at=NOW)


def test_recommended_are_those_whose_goods_meet_ours(session: Session) -> None:
    scene = make_scene(session, partners=4)
    own, (exact, near, far, listed_already) = scene.team.participation, scene.partners
    for code in ("870840", "870850", "090111"):
        make_hs_code(session, code)
    make_catalogue_item(session, own, kind=CatalogueKind.NEED, hs_code="870840")
    offer = make_catalogue_item(session, exact, kind=CatalogueKind.OFFER, hs_code="870840")
    make_catalogue_item(session, near, kind=CatalogueKind.OFFER, hs_code="870850")
    make_catalogue_item(session, near, kind=CatalogueKind.NEED, hs_code="870840")
    make_catalogue_item(session, far, kind=CatalogueKind.OFFER, hs_code="090111")
    make_catalogue_item(session, listed_already, kind=CatalogueKind.OFFER, hs_code="870840")
    session.refresh(own)

    found = queries.recommended(session, own, [listed_already.id])

    assert [one.partner for one in found] == [exact, near]
    assert (found[0].item, found[0].is_offer, found[0].count) == (offer, True, 1)


def test_with_no_goods_nobody_is_recommended(session: Session) -> None:
    scene = make_scene(session)

    assert queries.recommended(session, scene.team.participation, []) == []
