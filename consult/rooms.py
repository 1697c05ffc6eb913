"""The rooms, in the order the work goes through them; a room imports only rooms before it."""

from __future__ import annotations

from consult.accounts.room import room as accounts
from consult.board.room import room as board
from consult.deliberation.room import room as deliberation
from consult.journal.room import room as journal
from consult.kit.room import Room
from consult.network.room import room as network
from consult.news.room import room as news
from consult.notices.room import room as notices
from consult.public.room import room as public
from consult.search.room import room as search
from consult.secretariat.room import room as secretariat
from consult.strategy.room import room as strategy
from consult.voting.room import room as voting

ROOMS: tuple[Room, ...] = (
    journal,
    accounts,
    network,
    notices,
    search,
    strategy,
    deliberation,
    voting,
    news,
    public,
    board,
    secretariat,
)
