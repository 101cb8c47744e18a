"""What the steps of a deal leave behind: the record, and news for the people of the story."""

from collections.abc import Iterator
from datetime import timedelta

from matchmaking.accounts.values import Role
from matchmaking.core.wording import Sentence, say
from matchmaking.demonstration import scale
from matchmaking.demonstration.deals import Deal, Move
from matchmaking.demonstration.store import Store
from matchmaking.demonstration.traces import Deed, record_deed, tell
from matchmaking.demonstration.world import World
from matchmaking.intentions.values import IntentionState
from matchmaking.notifications.values import NoticeKind

RECORDED = "recorded an intention"
ACTIONS = {
    "signed": "signed an intention",
    "countersigned": "countersigned an intention",
    "disputed": "disputed an intention",
    "withdrawn": "withdrew an intention",
}
VERIFIED = "verified an intention"
# Officers hear of what has waited for them since this morning, not of everything before.
NEWS_FOR_OFFICERS = timedelta(hours=5)


def leave_deal_traces(store: Store, world: World, deal: Deal) -> None:
    """Leave what the steps of a deal leave."""
    edition_id, subject = deal.season.edition_id, ("intention", deal.id)
    for deed in _deeds(deal):
        record_deed(store, edition_id, subject, deed)
    if edition_id != world.fair.edition_id:
        return
    path = f"/intentions/{deal.id}"
    for move in deal.moves:
        for people, sentence in _news(deal, move):
            tell(store, world, people, sentence, (path, move.at), kind=NoticeKind.DEALS)


def _deeds(deal: Deal) -> Iterator[Deed]:
    yield Deed(RECORDED, deal.author, deal.created_at)
    for move in deal.moves:
        if move.step in ACTIONS:
            yield Deed(ACTIONS[move.step], move.account_id, move.at, reason=move.reason)
    for account_id, at in deal.verifications:
        is_organiser = account_id == deal.season.organiser_id
        role = Role.ORGANISER if is_organiser else Role.DELEGATION_LEAD
        yield Deed(VERIFIED, account_id, at, role=role)


def _news(deal: Deal, move: Move) -> Iterator[tuple[list[int], Sentence]]:
    author, other = deal.on(deal.side), deal.on(deal.other_side)
    title = deal.agreement.title
    teams = {
        party.participation_id: [person.account_id for person in party.member.people]
        for party in (author, other)
    }
    if move.step == "signed":
        sentence = say(
            "%(party)s has signed “%(title)s” and asks you to countersign it.",
            party=author.member.name,
            title=title,
        )
        yield teams[other.participation_id], sentence
    elif move.step == "countersigned":
        sentence = say(
            "%(party)s has countersigned “%(title)s”.", party=other.member.name, title=title
        )
        yield teams[author.participation_id], sentence
        yield from _news_for_officers(deal, move)
    elif move.step == "verified":
        everybody = [*teams[author.participation_id], *teams[other.participation_id]]
        yield everybody, say("“%(title)s” has been verified.", title=title)


def _news_for_officers(deal: Deal, move: Move) -> Iterator[tuple[list[int], Sentence]]:
    waits = deal.state is IntentionState.COUNTERSIGNED and deal.held_for is None
    node = deal.buyer.node
    if not waits or node is None or move.at < scale.NOW - NEWS_FOR_OFFICERS:
        return
    officers = {node.officer_id, node.root.officer_id}
    sentence = say(
        "“%(title)s” between %(buyer)s and %(seller)s is signed by both and waits to be verified.",
        title=deal.agreement.title,
        buyer=deal.buyer.member.name,
        seller=deal.seller.member.name,
    )
    yield sorted(officers), sentence
