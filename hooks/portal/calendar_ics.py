"""`calendar.ics`: reporting deadlines for calendars."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Alarm, Calendar, Event, vRecur

from portal.corpus import DOCUMENTS
from portal.links import localised_url
from portal.model import Duty
from portal.site import Site
from portal.strings import strings
from portal.views import unit_label

NOTICE = timedelta(days=-7)
"""How long before the day an alarm reminds of it."""


def render_calendar(site: Site, language: str) -> str:
    """Every duty as a yearly event on the day before which it is due, in one language."""
    agency, words = site.corpus.agency, strings("page", language)
    calendar = Calendar()
    calendar.add("prodid", f"-//portal//{agency.plan if agency else ''}//{language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", words["calendar"])
    calendar.add("x-wr-timezone", agency.timezone if agency else "UTC")
    for duty in site.corpus.duties.duties if site.corpus.duties else ():
        for day in duty.before:
            calendar.add_component(event(site, duty, day, language))
    return str(calendar.to_ical().decode())


def event(site: Site, duty: Duty, before: str, language: str) -> Event:
    """A duty on one day of each year."""
    words, say = strings("calendar", language), site.views[language].say
    month, day = map(int, before.split("-"))
    work, unit_id = duty.unit.split("#", 1)
    unit = site.views[language].unit(duty.unit)
    page = localised_url(f"{DOCUMENTS}{work}/#{unit_id}", language, site.corpus.languages)
    told = words["due"].format(who=say(duty.who), to=say(duty.to), what=say(duty.what))
    basis = f"{unit_label(unit_id, language)}: {unit.text if unit else ''}"
    made = Event()
    made.add("uid", str(uuid5(NAMESPACE_URL, f"portal:{work}:{duty.id}:{before}")))
    made.add("dtstamp", stamp(site))
    made.add("dtstart", date(duty.first_year, month, day))
    made.add("dtend", date(duty.first_year, month, day) + timedelta(days=1))
    made.add("rrule", vRecur(FREQ="YEARLY", UNTIL=date(duty.last_year, month, day)))
    made.add("summary", words["summary"].format(who=say(duty.who), to=say(duty.to)))
    made.add("description", f"{told}\n\n{basis}")
    made.add("url", site.base_url + page)
    made.add("transp", "TRANSPARENT")
    made.add_component(alarm(told))
    return made


def alarm(words: str) -> Alarm:
    made = Alarm()
    made.add("action", "DISPLAY")
    made.add("trigger", NOTICE)
    made.add("description", words)
    return made


def stamp(site: Site) -> datetime:
    """When the duties were last changed: a calendar that is built again says nothing new."""
    duties = site.corpus.duties
    day = duties.updated if duties else date.min
    return datetime.combine(day, time(), UTC)
