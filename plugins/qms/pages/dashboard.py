"""The dashboard: what the figures of the system say, each drawn, told in a sentence, and kept as a table."""

from __future__ import annotations

from qms.model import site as addresses
from qms.model.figures import figures

from .calendars import calendar_files
from .dashboard_audits import audits_chart
from .dashboard_documents import readings_chart, reviews_chart, states_chart
from .dashboard_figures import objectives_chart, others_chart
from .dashboard_records import cases_chart
from .language import say
from .page import Page
from .shapes import Chart
from .templates import render
from .view import View


def dashboard_page(view: View) -> Page:
    """The page; where something cannot be drawn, it says why."""
    link = view.links_from(addresses.DASHBOARD)
    made: list[Chart | str] = [states_chart(view, link), reviews_chart(view, link)]
    if view.site.records:
        found = figures(view.system)
        made += [cases_chart(view, link), audits_chart(view, link), objectives_chart(found, link)]
        made += [others_chart(found, link)] if found.others else []
    else:
        made.append(say("Nonconformities, audits and objectives: records are not part of this site."))
    made.append(readings_chart(view, link))
    title = say("Dashboard")
    html = render(
        "dashboard",
        title=title,
        view=view,
        drawn=[one for one in made if isinstance(one, Chart)],
        missing=[one for one in made if isinstance(one, str)],
        calendar=link(addresses.CALENDAR) if calendar_files(view) else "",
    )
    return Page(addresses.DASHBOARD, title, html, hide=("navigation", "toc"))
