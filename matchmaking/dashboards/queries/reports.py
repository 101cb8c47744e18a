"""What is behind a board, to be taken along: the deals, and with whom most was signed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.core.wording import Name
from matchmaking.dashboards.figures import Board
from matchmaking.dashboards.queries.boards import delegation_board
from matchmaking.dashboards.queries.standings import ranking
from matchmaking.dashboards.reports import Report, TopPartner
from matchmaking.delegations.models import Delegation
from matchmaking.enterprises.models import Enterprise, Participation
from matchmaking.expo.models import Edition
from matchmaking.intentions.models import Intention, LedgerEntry
from matchmaking.intentions.queries.deals import visible_to
from matchmaking.intentions.queries.listing import ListedDeal, deals_behind
from matchmaking.intentions.queries.rows import stands_behind
from matchmaking.intentions.selections import Selection
from matchmaking.reference.models import Territory

MOST_PARTNERS = 20


def report_of(
    session: Session,
    edition: Edition,
    delegation: Delegation | None,
    actor: Actor,
    *,
    at: datetime,
) -> Report:
    """Read a delegation's board, or the whole expo's, with the deals behind it."""
    board = delegation_board(session, edition, delegation, at=at)
    seen, as_of = visible_to(actor), board.standing.sequence
    projects = replace(board.project_rows, as_of=as_of)
    return Report(
        board=board,
        partners=top_partners(session, board),
        deals=deals_behind(session, edition, replace(board.rows, as_of=as_of), visible=seen),
        projects=deals_behind(session, edition, projects, visible=seen),
        ranked=ranking(session, edition, as_of=as_of) if delegation is None else (),
    )


def deals_of(
    session: Session, edition: Edition, delegation: Delegation | None, actor: Actor
) -> Sequence[ListedDeal]:
    """Return all purchases a board knows of, those that don't count yet included."""
    rows = Selection(delegation_id=delegation.id if delegation else None)
    return deals_behind(session, edition, rows, visible=visible_to(actor))


def top_partners(
    session: Session, board: Board, *, most: int = MOST_PARTNERS
) -> Sequence[TopPartner]:
    """Return the sellers of the counted purchases, those of the largest sums first."""
    selection = replace(board.counted_rows, as_of=board.standing.sequence)
    minor = sa.cast(sa.func.sum(LedgerEntry.base_minor), sa.BigInteger)
    name, territory = Enterprise, Territory
    query = (
        sa.select(
            *(name.name_en, name.name_zh, territory.name_en, territory.name_zh),
            *(minor, sa.func.count()),
        )
        .select_from(LedgerEntry)
        .join(Intention, Intention.id == LedgerEntry.intention_id)
        .join(Participation, Participation.id == Intention.seller_id)
        .join(name, name.id == Participation.enterprise_id)
        .join(territory, territory.code == name.territory_code)
        .where(stands_behind(session, board.edition, selection))
        .group_by(name.id, territory.code)
        .order_by(minor.desc(), name.id)
        .limit(most)
    )
    return [
        TopPartner(Name(en, zh), Name(from_en, from_zh), board.money(int(amount)), deals)
        for en, zh, from_en, from_zh, amount, deals in session.execute(query)
    ]
