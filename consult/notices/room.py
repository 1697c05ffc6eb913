"""The front door of the notices room.

How a later room tells people something, with an opened ballot for an example. In its act, in the act's transaction:

    tell("ballot-opened", people, ("ballot", ballot.id), at, topic=CALLS, key=f"opened:{ballot.id}",
         within=("proposal", ballot.proposal_id), values={"number": heading.number}, letter="voting/opened")

where `people` are those whom it calls (`network.queries.people.mandated`) or who follow it
(`notices.queries.followers(("ballot", ballot.id), ("proposal", ballot.proposal_id))`), without whoever did it. The
`key` says what happened, never when it was told: a job may tell it every minute, each person hears it once. Its
`room.py` answers with the words, in which %(subject)s and %(within)s are the titles of the two subjects:

    answers={notice_words: lambda: {"ballot-opened": _l("The vote on %(number)s is open.")}}

Without `letter` the generic one is written, which quotes what `SubjectKind.words` says of a comment. A writer of its
own ends with `unsubscribe_address(reader.id, CALLS)`; letters still in the outbox go when their reader
chooses none. Every right is asked again when a notice is shown or mailed.
"""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from consult.journal.questions import verb_words
from consult.kit.outbox import kind_words
from consult.kit.room import Room
from consult.notices import letters
from consult.notices.jobs import write_digests
from consult.notices.views import bp, end_letters, follows_here


def _prepare(app: Flask) -> None:
    app.jinja_env.globals["follows_here"] = follows_here
    # RFC 8058: the mail program's server knows the address and nothing of our forms; the address itself is the proof
    app.extensions["csrf"].exempt(end_letters)


room = Room(
    "notices",
    blueprints=(bp,),
    prepare=_prepare,
    answers={
        kind_words: lambda: {"notices/notice": _l("Notice"), "notices/digest": _l("Digest of notices")},
        verb_words: lambda: {"letters-chosen": _l("Choice of letters changed")},
    },
    letters={"notices/notice": letters.notice, "notices/digest": letters.digest},
    jobs=(write_digests,),
)
