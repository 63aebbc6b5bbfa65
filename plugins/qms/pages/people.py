"""The register of people and roles: who holds which role with which keys, and what each role owns and approves."""

from __future__ import annotations

from qms.model import site as addresses

from .files import Download, downloads
from .language import say
from .page import Heading, Page
from .persons import STATES, person_rows, policy_of, role_rows
from .templates import render
from .view import View


def people_page(view: View, files: tuple[Download, ...]) -> Page:
    """The register of people and roles."""
    link = view.links_from(addresses.PEOPLE)
    people, roles, policy = person_rows(view), role_rows(view), policy_of(view)
    states = {person.badge for person in people}
    title = say("People and roles")
    html = render(
        "people",
        link=link,
        view=view,
        title=title,
        policy=policy,
        verified=view.trust is not None,
        people=people,
        people_files=downloads(link, files, addresses.PEOPLE, "people"),
        roles=roles,
        role_files=downloads(link, files, addresses.PEOPLE, "roles"),
        role_names=[(role.id, role.name) for role in roles if any(role.id in person.roles for person in people)],
        states=[(word.lower(), say(word)) for shape, word in STATES if (shape, word) in states],
    )
    headings = (Heading(say("People"), "people"), Heading(say("Roles"), "roles"))
    return Page(addresses.PEOPLE, title, html, hide=("navigation", "toc"), searched=True, headings=headings)
