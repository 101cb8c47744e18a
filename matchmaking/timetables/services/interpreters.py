"""The fair's interpreters: who helps at meetings of people who share no language."""

from datetime import datetime

from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.services import record
from matchmaking.core.wording import say
from matchmaking.expo.models import Interpreter
from matchmaking.timetables.errors import NameNeededError, TwoLanguagesNeededError
from matchmaking.timetables.values import InterpreterText

ENGAGED = say("engaged an interpreter")
CHANGED = say("changed an interpreter")
TAKEN_OFF = say("took an interpreter off duty")
BACK = say("put an interpreter back on duty")
AT_LEAST = 2


def save_interpreter(
    session: Session, actor: Actor, interpreter: Interpreter, text: InterpreterText, *, at: datetime
) -> None:
    """Write down who somebody is and which languages they interpret between.

    Raises:
        NameNeededError: there is no name.
        TwoLanguagesNeededError: one language alone is no help.
    """
    if not (text.name.en or text.name.zh):
        raise NameNeededError
    if len(set(text.languages)) < AT_LEAST:
        raise TwoLanguagesNeededError
    is_new = interpreter.id is None
    interpreter.name_en, interpreter.name_zh = text.name.en, text.name.zh
    interpreter.languages = ",".join(text.languages)
    session.add(interpreter)
    session.flush()
    action = ENGAGED if is_new else CHANGED
    record(session, actor, action.text, subject=("interpreter", interpreter.id), at=at)


def set_duty(
    session: Session, actor: Actor, interpreter: Interpreter, *, is_active: bool, at: datetime
) -> None:
    """Take somebody off duty, or put them back.

    Published meetings they help at are not changed by that: a repair is offered for them.
    """
    if interpreter.is_active == is_active:
        return
    interpreter.is_active = is_active
    session.flush()
    action = BACK if is_active else TAKEN_OFF
    record(session, actor, action.text, subject=("interpreter", interpreter.id), at=at)
