"""The worker: what Qiatan does by itself, beside answering people.

Jobs are small and may run twice or late without harm: each looks for what is due, does it and
commits. Started by ``python -m matchmaking.server``.
"""

from functools import cache

from flask import Flask
from huey import crontab
from sqlalchemy.orm import Session

from matchmaking.accounts.services import forget_expired_sign_ins
from matchmaking.application import create_app
from matchmaking.config import Settings
from matchmaking.core.clock import utc_now
from matchmaking.core.queue import Queue
from matchmaking.expo import jobs as expo_jobs
from matchmaking.meetings import jobs as meeting_jobs
from matchmaking.notifications import jobs as notification_jobs
from matchmaking.timetables import jobs as timetable_jobs
from matchmaking.timetables.jobs import Sessions
from matchmaking.web.session import db

settings = Settings.from_environment()
queue = Queue(settings.instance)
huey = queue.huey


@cache
def application() -> Flask:
    """Return the application whose database the jobs work on."""
    return create_app(settings)


@huey.periodic_task(crontab(minute="17"))
def forget_sign_ins() -> None:
    """Forget sign-ins that have expired and failed attempts that count no more."""
    with application().app_context():
        forget_expired_sign_ins(db.session, at=utc_now())
        db.session.commit()


@huey.periodic_task(crontab())
def expire_requests() -> None:
    """Close the requests for meetings that nobody answered in time."""
    app = application()
    with app.app_context():
        meeting_jobs.expire_requests(lambda: Session(db.engine), utc_now())


@huey.periodic_task(crontab())
def note_passed_moments() -> None:
    """Write down that registration or booking opened or closed by itself, and tell organisers."""
    app = application()
    with app.app_context():
        expo_jobs.note_passed_moments(lambda: Session(db.engine), utc_now())


@huey.periodic_task(crontab())
def mail_notices() -> None:
    """Mail what people were told, where a mail server is set."""
    notification_jobs.mail_notices(application())


@huey.periodic_task(crontab())
def mail_digests() -> None:
    """Mail those who want it so once a day what they have not read."""
    notification_jobs.mail_digests(application())


@huey.periodic_task(crontab())
def mail_password_links() -> None:
    """Mail the links with which people choose another password."""
    notification_jobs.mail_password_links(application())


@huey.periodic_task(crontab())
def mail_address_changes() -> None:
    """Mail the addresses that people change."""
    notification_jobs.mail_address_changes(application())


@huey.periodic_task(crontab())
def remind_of_wishes() -> None:
    """Remind enterprises of wishes that close soon."""
    with application().app_context():
        timetable_jobs.remind_of_wishes(sessions().writing, utc_now())


def make_plan(plan_id: int) -> None:
    """Make a plan that an organiser asked for."""
    with application().app_context():
        timetable_jobs.make_plan(sessions(), plan_id)


@huey.periodic_task(crontab())
def look_after_plans() -> None:
    """Find plans whose search was lost, and those that wait and were forgotten."""
    with application().app_context():
        timetable_jobs.look_after_plans(sessions(), lambda key: queue.put("make_plan", key))


def sessions() -> Sessions:
    """Return how a long job reads and writes."""
    reading, writing = application().extensions["reading_engine"], db.engine
    return Sessions(lambda: Session(reading), lambda: Session(writing))


queue.offer("make_plan", make_plan)
