"""Pages of notices, of what one follows, of how letters come, and of ending them without signing in."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import Blueprint, Response, current_app, redirect, request, url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from consult.kit.clock import now
from consult.kit.forms import asked, asked_page
from consult.kit.guard import enter, everyone
from consult.kit.languages import chosen_zone, in_language
from consult.kit.markup import clean
from consult.kit.pages import PER_PAGE, Link, go, page, say
from consult.kit.subject import SubjectKind, all_shown, kinds
from consult.kit.visitor import Visitor, current_visitor
from consult.notices import actions, events, permissions, queries, subscription
from consult.notices.forms import PACE_NAMES, TOPIC_MEANINGS, TOPIC_NAMES, LettersForm
from consult.notices.lines import Place, Subscription, by_day
from consult.notices.rules import DEFAULTS, FOLLOWS, NEVER, PACES, TOPICS, wish_for
from consult.settings import Settings

bp = Blueprint("notices", __name__)
QUOTED = 200
"""How many letters of what somebody said a notice shows."""


def _me() -> Visitor:
    person = current_visitor()
    if person is None:
        raise LookupError("The guard lets only signed-in people come here.")
    return person


def _tabs(here: str) -> list[Link]:
    pages = {
        "notices.notices": _("Notices"),
        "notices.follows": _("What I follow"),
        "notices.settings": _("Letters"),
    }
    return [Link(label, url_for(endpoint), current=endpoint == here) for endpoint, label in pages.items()]


# --- notices ---------------------------------------------------------------------------------------------------


def _asked() -> dict[str, str]:
    """Which notices are asked for, as the address says it."""
    topic, show = asked("topic"), asked("show")
    found = {"show": "unread"} if show == "unread" else {}
    return {**found, "topic": topic} if topic in TOPICS else found


@bp.get("/notices")
@enter(permissions.read_notices)
def notices() -> Response:
    """What one was told, the newest first. Looking at it marks nothing as read."""
    me, chosen = _me(), _asked()
    unread, topic = "show" in chosen, chosen.get("topic", "")
    tray = queries.tray(me.id)
    pages = max(1, -(-tray.number(unread, topic) // PER_PAGE))
    number = min(asked_page(), pages)
    rows = queries.notices_of(
        me.id, unread=unread, topic=topic, offset=(number - 1) * PER_PAGE, limit=PER_PAGE
    )
    lines = events.lines(me, rows, quoted=QUOTED, hidden=True)
    return page(
        "notices/notices.html",
        tabs=_tabs("notices.notices"),
        days=by_day(lines, ZoneInfo(chosen_zone())),
        today=now().astimezone(ZoneInfo(chosen_zone())).date(),
        tray=tray,
        unread=unread,
        topic=topic,
        topics=TOPIC_NAMES,
        chosen=chosen,
        number=number,
        pages=pages,
        page_url=lambda page: url_for("notices.notices", **{**chosen, "page": page}),
    )


@bp.post("/notices/read")
@enter(permissions.read_notices)
def mark_read() -> Response:
    """Mark as read: everything up to the latest one seen, or only what is about one thing."""
    kind, within, until = (clean(request.form.get(name, "")) for name in ("kind", "within", "until"))
    chosen = _asked()
    place = (kind[:40], _number(within)) if kind else None
    marked = actions.mark_read(
        _me().id, now(), until=_number(until), within=place, topic=chosen.get("topic", "")
    )
    say(ngettext("%(num)d notice is marked as read.", "%(num)d notices are marked as read.", marked))
    return go("notices.notices", **chosen)


def _number(given: str) -> int:
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else 0


# --- follows ---------------------------------------------------------------------------------------------------


@bp.get("/notices/follows")
@enter(permissions.read_notices)
def follows() -> Response:
    """What one follows, with the way to stop."""
    me = _me()
    held = queries.follows_of(me.id)
    seen = all_shown(me, [(kind, id) for kind, id, _at in held])
    rows = [(kind, id, at, seen.get((kind, id))) for kind, id, at in held]
    pace = wish_for(FOLLOWS, queries.wishes([me.id])[me.id]).pace
    return page("notices/follows.html", tabs=_tabs("notices.follows"), rows=rows, pace=PACE_NAMES[pace])


def _followable(kind: str) -> SubjectKind | None:
    found = kinds().get(kind)
    return found if found is not None and found.followable else None


def _seen(id: int, kind: SubjectKind) -> Place | None:
    shown = all_shown(current_visitor(), [(kind.kind, id)]).get((kind.kind, id))
    return Place(kind.kind, id, shown.label, shown.title, shown.url) if shown else None


def follows_here(kind: str, id: int) -> bool:
    """For the pages of other rooms (parts/follow.html): whether the reader follows a subject, in one statement."""
    person = current_visitor()
    return person is not None and queries.follows(person.id, kind, id)


def _any_kind(kind: str) -> str:
    return kind


def _any_id(id: int) -> int:
    return id


@bp.get("/follow/<kind>/<int:id>")
@enter(permissions.follow, kind=_followable, id=_seen)
def follow(kind: SubjectKind, id: Place) -> Response:
    """Whether one follows a subject, and what that brings."""
    me = _me()
    pace = wish_for(FOLLOWS, queries.wishes([me.id])[me.id]).pace
    held = queries.follows(me.id, id.kind, id.id)
    return page("notices/follow.html", place=id, held=held, pace=PACE_NAMES[pace], never=pace == NEVER)


@bp.post("/follow/<kind>/<int:id>")
@enter(permissions.follow, kind=_followable, id=_seen)
def start_following(kind: SubjectKind, id: Place) -> Response:
    """Hear of a subject from now on."""
    actions.follow(_me().id, id.kind, id.id, now())
    say(_("You follow “%(title)s” now. What happens to it stands in your notices.", title=id.title))
    return redirect(id.url, 303)  # type: ignore[return-value]  # werkzeug's class is Flask's


@bp.post("/follow/<kind>/<int:id>/stop")
@enter(permissions.follow, kind=_any_kind, id=_any_id)
def stop_following(kind: str, id: int) -> Response:
    """Hear of it no more, whether or not it may still be seen."""
    actions.unfollow(_me().id, kind, id)
    shown = all_shown(current_visitor(), [(kind, id)]).get((kind, id))
    if shown is None:
        say(_("You do not follow it any more."))
    else:
        say(_("You do not follow “%(title)s” any more.", title=shown.title))
    if shown is None or request.form.get("from") == "list":
        return go("notices.follows")
    return redirect(shown.url, 303)  # type: ignore[return-value]  # werkzeug's class is Flask's


# --- letters ---------------------------------------------------------------------------------------------------


@bp.get("/notices/settings")
@enter(permissions.choose_letters)
def settings() -> Response:
    """How letters come."""
    said = queries.wishes([_me().id])[_me().id]
    return _settings(LettersForm(data={topic: wish_for(topic, said).pace for topic in TOPICS}))


@bp.post("/notices/settings")
@enter(permissions.choose_letters)
def choose_letters() -> Response:
    """Have them come otherwise."""
    form = LettersForm()
    if not form.posted():
        return _settings(form, 422)
    actions.choose_paces(_me(), _me().id, {topic: form[topic].data for topic in TOPICS}, now())
    say(_("Letters come to you as you chose."))
    return go("notices.settings")


def _settings(form: LettersForm, status: int = 200) -> Response:
    return page(
        "notices/settings.html", status, tabs=_tabs("notices.settings"), form=form, zone=chosen_zone()
    )


# --- without signing in ----------------------------------------------------------------------------------------


def _subscription(token: str) -> Subscription:
    """Whose letters of which topics the word of a letter stands for; a wrong one is nobody's, and gets a page too."""
    secret: Settings = current_app.extensions["consult.settings"]
    found = subscription.read(secret.secret_key, token)
    reads = queries.language_and_zone(found[0]) if found else None
    return Subscription(token, *found, *reads) if found and reads else Subscription(token)


@bp.get("/unsubscribe/<token>")
@enter(everyone, token=_subscription)
def unsubscribe(token: Subscription) -> Response:
    """Which letters these are, and the one button that ends them."""
    said = queries.wishes([token.person_id])[token.person_id]
    return _subscribed(token, {topic: wish_for(topic, said).pace for topic in token.topics})


@bp.post("/unsubscribe/<token>")
@enter(everyone, token=_subscription)
def end_letters(token: Subscription) -> Response:
    """End them at once, as RFC 8058 has it: asked by a mail program's server, with nothing but this address."""
    if not token.topics:
        return _subscribed(token, {})
    wanted = dict.fromkeys(token.topics, NEVER)
    before = actions.choose_paces(current_visitor(), token.person_id, wanted, now())
    return _subscribed(token, wanted, before)


@bp.post("/unsubscribe/<token>/undo")
@enter(everyone, token=_subscription)
def take_back(token: Subscription) -> Response:
    """Have them come again as before."""
    wanted = {topic: request.form.get(topic, "") for topic in token.topics}
    known = {topic: pace for topic, pace in wanted.items() if pace in PACES}
    actions.take_back(token.person_id, known, token.zone, now())
    return go("notices.unsubscribe", token=token.token)


def _subscribed(token: Subscription, paces: dict[str, str], before: dict[str, str] | None = None) -> Response:
    # after the one button the page says what was before; found ended already, undoing it brings the usual
    ended = [topic for topic, pace in paces.items() if pace == NEVER]
    with in_language(token.language or str(get_locale())):
        return page(
            "notices/unsubscribe.html",
            200 if token.topics else 404,
            token=token.token,
            lines=[
                (TOPIC_NAMES[topic], TOPIC_MEANINGS[topic], PACE_NAMES[pace]) for topic, pace in paces.items()
            ],
            ended=bool(paces) and len(ended) == len(paces),
            undo={topic: (before or {}).get(topic) or DEFAULTS[topic] for topic in ended},
        )
