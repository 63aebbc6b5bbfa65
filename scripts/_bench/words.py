"""Sentences, titles and names for made-up documents. They mean little, but have the size and sameness of real ones."""

from __future__ import annotations

from .dice import Dice

WHO = (
    "The process owner", "The quality manager", "The team lead", "The supplier", "The internal auditor",
    "The customer's contact", "Each employee", "The release manager", "The person on call", "The reviewer",
    "The test engineer", "The head of support", "The author of a change", "Whoever finds a fault", "The project lead",
    "The trainer",
)  # fmt: skip
DOES = (
    "checks", "records", "compares", "plans", "releases", "reports", "keeps", "reviews", "agrees", "measures",
    "updates", "assigns", "confirms", "closes", "returns", "labels",
)  # fmt: skip
WHAT = (
    "the calibration certificate", "every open action", "the acceptance criteria", "the customer's requirements",
    "the results of the last audit", "the training plan", "the list of approved suppliers", "the delivery note",
    "the test report", "the risk assessment", "the nonconforming product", "the change request", "the backup report",
    "the measuring equipment", "the retention period", "the service agreement", "the incident ticket",
    "the design review", "the list of obsolete forms", "the customer's property", "the naïve estimate",
    "the façade drawings", "the Prüfprotokoll of the supplier", "the release note",
)  # fmt: skip
WHEN = (
    "before the work begins", "within two working days", "at the end of each month", "as soon as it is received",
    "when the customer asks for it", "and tells the people affected", "in the tracking system", "once a quarter",
    "and notes the reason", "together with a second person", "before it leaves the building",
    "after each planned change", "until the finding is closed", "and files the evidence", "at least 12 weeks ahead",
    "within 24 hours", "in the presence of the customer", "by the date that was agreed", "during the weekly meeting",
    "and asks for help when in doubt",
)  # fmt: skip
SUBJECTS = (
    "Calibration", "Receiving inspection", "Release", "Purchase", "Training", "Document control", "Backup",
    "Incident handling", "Change planning", "Design review", "Internal audit", "Packaging", "Customer feedback",
    "Traceability", "Maintenance", "Risk assessment", "Final inspection", "Complaint handling", "Handover",
    "Supplier evaluation",
)  # fmt: skip
OBJECTS = (
    "measuring equipment", "delivered software", "spare parts", "new employees", "test environments",
    "purchased services", "network devices", "customer data", "production tools", "prototypes", "service contracts",
    "build machines", "licences", "returned goods", "laboratory samples", "mobile equipment",
)  # fmt: skip
SLUGS = ("routine", "overview", "rules", "prüfung", "contrôle", "everyday-work", "guide", "påfyllning")
SUMMARIES = (
    "Responsibilities moved to the process owner", "Retention times made longer", "Step added after the last audit",
    "Wording made plainer", "Limits adapted to the new equipment", "Duplicate check removed", "Typing errors removed",
    "Deadline shortened after a customer complaint", "Records named for each step", "Second reviewer added",
)  # fmt: skip
SECTIONS = ("Purpose", "Scope", "Responsibilities", "Inputs", "Steps", "Deviations", "Records", "Related documents")
PEOPLE = (
    "Anna Lindström", "José Núñez", "Zoë Müller", "Łukasz Wójcik", "Đặng Thị Hà", "王芳", "Søren Kjær",
    "Çağla Öztürk", "Мария Иванова", "Σοφία Παππά", "Siobhán Ó Conaill", "François Lefèvre", "Jürgen Groß",
    "Ágnes Szabó", "Þóra Jónsdóttir", "田中 花子", "김민준", "Jiří Dvořák", "Ștefan Țepeș", "Inês Conceição",
    "Ruth Adler", "Tomas Brandt", "Priya Nair", "Åke Sjöberg", "Mārtiņš Bērziņš", "Ayşe Gökçe", "Nuño Peña",
    "Élodie Gagné", "Kwame Boateng", "Grace Hopkins",
)  # fmt: skip
ROLES = {
    "managing-director": "Managing director",
    "quality-manager": "Quality manager",
    "head-of-development": "Head of development",
    "head-of-support": "Head of support",
    "platform-lead": "Platform lead",
    "business-manager": "Business manager",
}
STANDARDS = ("iso-9001-2026", "iso-9001-2015")
# Requirements that both editions have under one number.
CLAUSES = (
    "4.1", "4.2", "4.3", "4.4.1", "4.4.2", "5.1.1", "5.1.2", "5.2.1", "5.2.2", "5.3", "6.1.1", "6.1.2", "6.2.1",
    "6.2.2", "6.3", "7.1.1", "7.1.2", "7.1.3", "7.1.4", "7.1.5.1", "7.1.5.2", "7.1.6", "7.2", "7.3", "7.4", "7.5.1",
    "7.5.2", "7.5.3.1", "7.5.3.2", "8.1", "8.2.1", "8.2.2", "8.2.3.1", "8.2.3.2", "8.2.4", "8.3.1", "8.3.2",
    "8.3.3", "8.3.4", "8.3.5", "8.3.6", "8.4.1", "8.4.2", "8.4.3", "8.5.1", "8.5.2", "8.5.3", "8.5.4", "8.5.5",
    "8.5.6", "8.6", "8.7.1", "8.7.2", "9.1.1", "9.1.2", "9.1.3", "9.2.1", "9.2.2", "9.3.1", "9.3.2", "9.3.3",
    "10.1", "10.2.1", "10.2.2",
)  # fmt: skip


def sentence(dice: Dice) -> str:
    """One sentence of about seventy characters."""
    return f"{dice.pick(WHO)} {dice.pick(DOES)} {dice.pick(WHAT)} {dice.pick(WHEN)}."


def email(person: str) -> str:
    """An address for one of the people; the same name gives the same address."""
    return f"person{PEOPLE.index(person) + 1:02d}@example.org"
