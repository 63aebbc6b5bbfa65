"""The life of a revision, as three people type it: each test is one sentence of what a new user can do.

Everybody has a home with their own key and address, as on machines of their own, and `main` lives on a server that
guards it. Each chapter begins from a copy of the one before, so that any of them can be read, and run, alone.
"""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from sshkeys import needs_ssh_keygen

pytestmark = [pytest.mark.slow, needs_ssh_keygen]

PAGE = "procedures/QP-01-purchasing"
RULE = "Two people sign every order."
LIMIT = "Two people sign an order above 500 euros."


@dataclass(frozen=True)
class Person:
    """Somebody at a keyboard."""

    folder: Path
    name: str

    @property
    def home(self) -> Path:
        return self.folder / "homes" / self.name.split()[0].lower()

    def environment(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "QMS_", "SSH_", "XDG_"))}
        return kept | {
            "HOME": str(self.home), "XDG_CONFIG_HOME": str(self.home), "GIT_CONFIG_NOSYSTEM": "1", "NO_COLOR": "1",
            "COLUMNS": "120", "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8",
            "QMS_ANCHOR": str(self.folder / "acme.anchor.json"), "NO_MKDOCS_2_WARNING": "1",
        }  # fmt: skip

    def types(self, line: str, code: int = 0, folder: str = "acme") -> str:
        """Type a line into bash; what can be read after it."""
        done = subprocess.run(
            ["bash", "-c", line], cwd=self.folder / folder, env=self.environment(), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == code, f"{self.name}: {line}\n{done.stdout}"
        return done.stdout


@dataclass(frozen=True)
class Company:
    """A folder with a repository, its anchor, a server, and the homes of three people."""

    folder: Path

    @property
    def root(self) -> Path:
        return self.folder / "acme"

    @property
    def ann(self) -> Person:
        return Person(self.folder, "Ann Author")

    @property
    def bob(self) -> Person:
        return Person(self.folder, "Bob Roe")

    @property
    def jane(self) -> Person:
        return Person(self.folder, "Jane Doe")

    def move_in(self) -> None:
        """Give everybody a home, an address, and those who sign a key."""
        for person in (self.ann, self.bob, self.jane):
            person.home.mkdir(parents=True)
            email = f"{person.name.split()[0].lower()}@example.org"
            person.types(f"git config --global user.name '{person.name}'", folder=".")
            person.types(f"git config --global user.email {email}", folder=".")
        for person in (self.bob, self.jane):
            person.types("mkdir -m 700 ~/.ssh && ssh-keygen -q -t ed25519 -N '' -f ~/.ssh/id_ed25519", folder=".")

    def put_up_server(self) -> None:
        """A plain Git server whose hook knows the anchor."""
        self.bob.types("git init --quiet --bare --initial-branch=main server.git", folder=".")
        said = self.bob.types("qms hook install pre-receive --anchor ../acme.anchor.json", folder="server.git")
        assert "Protected: main." in said
        self.bob.types("git remote add origin ../server.git && git push --quiet origin main")

    def edit(self, path: str, old: str, new: str) -> None:
        """Change a file in an editor."""
        text = (self.root / path).read_text()
        assert old in text
        (self.root / path).write_text(text.replace(old, new, 1))

    def page(self, name: str = PAGE) -> str:
        """What a reader of the site reads of the procedure."""
        bare = re.sub(r"(?s)<(script|style|svg).*?</\1>|<[^>]+>", " ", (self.root / f"site/{name}.html").read_text())
        return " ".join(html.unescape(bare).split())

    def next_policy(self, *changes: tuple[str, str]) -> None:
        """Write the next version of the authorities by hand, on a branch of its own."""
        path = "manual/authorities.yml"
        number = int(re.findall(r"^version: (\d+)", (self.root / path).read_text(), re.MULTILINE)[0])
        self.jane.types(f"git switch --quiet -c policy-{number + 1} main")
        digest = self.jane.types(f"git show main:{path} | sha256sum").split()[0]
        text = re.sub(r"^previous: .*\n", "", (self.root / path).read_text(), flags=re.MULTILINE)
        (self.root / path).write_text(text)
        self.edit(path, f"version: {number}", f"version: {number + 1}\nprevious: {digest}")
        for old, new in changes:
            self.edit(path, old, new)
        self.jane.types(f"git add {path}")

    def public(self, file: str = "id_ed25519") -> str:
        """Jane's public key, as the policy writes it."""
        return " ".join((self.jane.home / ".ssh" / f"{file}.pub").read_text().split()[:2])


def begun_anew(before: Company, folder: Path) -> Company:
    """A copy of a chapter, with a server of its own."""
    after = Company(folder / "life")
    shutil.copytree(before.folder, after.folder, ignore=shutil.ignore_patterns("server.git", "site"))
    if "origin" in after.ann.types("git remote"):
        after.ann.types("git remote remove origin")
    after.put_up_server()
    return after


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Jane has begun; Bob has sent her his public key."""
    company = Company(tmp_path_factory.mktemp("founded"))
    company.move_in()
    company.bob.types("cp ~/.ssh/id_ed25519.pub bob.pub", folder=".")
    said = company.jane.types(
        'qms init acme --company "Acme Ltd"'
        ' --person "Jane Doe <jane@example.org> ~/.ssh/id_ed25519 quality-manager"'
        ' --person "Bob Roe <bob@example.org> ./bob.pub process-owner managing-director toolsmith"'
        ' --person "Ann Author <ann@example.org>"',
        folder=".",
    )
    assert "procedures:  process-owner (Bob Roe) and quality-manager (Jane Doe)" in said
    return company


@pytest.fixture(scope="module")
def drafted(founded: Company, tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Ann has written a procedure on a branch."""
    company = begun_anew(founded, tmp_path_factory.mktemp("drafted"))
    said = company.ann.types("qms new procedure Purchasing")
    assert f"Wrote {PAGE}.md: QP-01 revision 1" in said
    for line in re.findall(r"git switch -c \S+|git add \S+", said):  # The next steps that it prints, as they stand.
        company.ann.types(line.rstrip(","))
    text = (company.root / f"{PAGE}.md").read_text()
    (company.root / f"{PAGE}.md").write_text(f"{text.split('This procedure', maxsplit=1)[0]}{RULE}\n")
    company.ann.types("git commit --quiet -am 'Draft a procedure'")
    return company


@pytest.fixture(scope="module")
def in_force(drafted: Company, tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Bob and Jane have approved, and the branch is merged."""
    company = begun_anew(drafted, tmp_path_factory.mktemp("in_force"))
    approve(company, "QP-01")
    company.ann.types(
        "git switch --quiet main && git merge --quiet --no-ff -m 'Purchasing' qp-01 && git push origin main"
    )
    return company


@pytest.fixture(scope="module")
def rotated(in_force: Company, tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Jane has a new key."""
    company = begun_anew(in_force, tmp_path_factory.mktemp("rotated"))
    company.jane.types("ssh-keygen -q -t ed25519 -N '' -f ~/.ssh/new")
    old, new = company.public(), company.public("new")
    line = f'- {{public: "{old}", state: active}}'
    company.next_policy((line, f'{line.replace("active", "retired")}\n      - {{public: "{new}", state: active}}'))
    return company


def approve(company: Company, subject: str, key: str = "") -> None:
    """Bob signs and commits, then Jane does."""
    company.bob.types(f"qms approve {subject} --yes && git commit --quiet -m 'Bob approves'")
    said = company.jane.types(f"qms approve {subject} --yes {key} && git commit --quiet -m 'Jane approves'")
    assert "has every signature it needs" in said or "Still needed: the new key" in said


def test_a_new_user_begins_with_one_command_and_a_gate_that_works(founded: Company):
    jane = founded.jane
    assert "Accepted." in jane.types("qms check")
    assert "0 documents in force" in jane.types("qms verify")
    assert "first-documents" in jane.types("git branch")
    refused = jane.types("git switch --quiet first-documents && qms check --against main; git switch --quiet main")
    assert "QP-01 revision 1 needs process-owner (Bob Roe can) and quality-manager (Jane Doe can)" in refused


def test_the_gate_refuses_a_procedure_that_nobody_has_approved(drafted: Company, tmp_path: Path):
    company = begun_anew(drafted, tmp_path)
    refused = company.ann.types("qms check --against main", code=1)
    assert f"{PAGE}.md: approval-missing QP-01 revision 1 needs" in refused
    assert "process-owner (Bob Roe can) and quality-manager (Jane Doe can): `qms approve QP-01`" in refused
    assert "Refused: 1 error." in refused
    assert "Ann Author holds no role that QP-01 revision 1 asks for" in company.ann.types("qms approve QP-01", code=1)
    assert "nothing of this push was stored" in company.ann.types("git push origin HEAD:main", code=1)
    assert "nothing is published" in company.ann.types("mkdocs build --strict", code=1)


def test_two_people_approve_it_with_their_own_keys(drafted: Company, tmp_path: Path):
    company = begun_anew(drafted, tmp_path)
    assert "Approve  QP-01 Purchasing  process-owner" in company.bob.types("qms status --mine")
    said = company.bob.types("qms approve QP-01 --yes")
    assert RULE in said
    assert "Written by: Ann Author." in said
    assert "Signed as Bob Roe, process-owner: approves QP-01 revision 1." in said
    company.bob.types(re.findall(r"Next: commit it: (git commit .*)", said)[0])
    refused = company.bob.types("qms check --against main", code=1)
    assert "QP-01 revision 1 needs quality-manager (Jane Doe can): `qms approve QP-01`" in refused
    assert "Bob Roe has signed QP-01 revision 1 as process-owner already" in company.bob.types("qms approve QP-01", 1)
    said = company.jane.types("qms approve QP-01 --yes")
    assert "Complete: QP-01 revision 1 has every signature it needs." in said
    company.jane.types(re.findall(r"Next: commit it: (git commit .*)", said)[0])
    assert company.ann.types("qms check --against main") == "Accepted.\n"
    company.ann.types("git switch --quiet main && git merge --quiet --squash qp-01 && git commit --quiet -m Purchasing")
    company.ann.types("git push origin main")
    verified = company.ann.types("qms verify --with ssh-keygen")
    assert "1 document in force, none suspended" in verified
    assert "ssh-keygen says the same of each of the 2 signatures." in verified


def test_readers_see_it_with_the_names_of_those_who_approved(in_force: Company, tmp_path: Path):
    company = begun_anew(in_force, tmp_path)
    company.ann.types("mkdocs build --strict")
    page = company.page()
    assert RULE in page
    assert "In force Revision 1" in page
    assert "Bob Roe , Process owner: approves this text, signed 20" in page
    assert "Jane Doe , Quality manager: approves this text, signed 20" in page
    assert "Written by Ann Author" in page


def test_the_old_revision_stays_published_while_the_new_one_is_a_draft(in_force: Company, tmp_path: Path):
    company = begun_anew(in_force, tmp_path)
    ann = company.ann
    said = ann.types('git switch --quiet -c limits && qms revise QP-01 --why "Small orders need no second signature."')
    assert "QP-01 revision 1 -> 2.\nUntil it is approved, revision 1 stays in force." in said
    company.edit(f"{PAGE}.md", RULE, LIMIT)
    ann.types("mkdocs build --strict")  # The draft is on the disk; what is published comes out of the history.
    assert "In force Revision 1" in company.page()
    assert RULE in company.page()
    assert LIMIT not in company.page()
    ann.types("git commit --quiet -am 'Draft revision 2'")
    assert "QP-01 revision 2 needs process-owner" in ann.types("qms check --against main", code=1)
    ann.types("git push --quiet origin limits")
    assert "1 document in force" in ann.types("qms verify --at main")

    approve(company, "QP-01")
    ann.types("git switch --quiet main && git merge --quiet --no-ff -m 'Revision 2' limits && git push origin main")
    ann.types("mkdocs build --strict")
    assert "In force Revision 2" in company.page()
    assert LIMIT in company.page()
    assert "Small orders need no second signature." in company.page()


def test_a_key_is_rotated_and_what_the_old_one_signed_stays_good(rotated: Company, tmp_path: Path):
    company = begun_anew(rotated, tmp_path)
    jane = company.jane
    refused = jane.types("qms approve AUTHORITIES --key ~/.ssh/new", code=1)
    assert "belongs to nobody in version 1 of the policy" in refused
    approve(company, "AUTHORITIES")
    assert "enrolment-missing" in jane.types("qms check --against main", code=1)
    said = jane.types("qms approve AUTHORITIES --enrol --yes --key ~/.ssh/new && git commit --quiet -m 'New key'")
    assert "Complete: version 2 of the policy has every signature it needs." in said
    assert jane.types("qms check --against main") == "Accepted.\n"
    jane.types("git switch --quiet main && git merge --quiet --no-ff -m 'Policy 2' policy-2 && git push origin main")
    assert "1 document in force, none suspended; policy version 2." in jane.types("qms verify")
    assert "(~/.ssh/id_ed25519, retired)" in jane.types("qms review QP-01 --yes", code=1)
    said = jane.types("qms review QP-01 --yes --key ~/.ssh/new && git commit --quiet -m Review && git push origin main")
    assert "QP-01 revision 1 was reviewed and needs no change." in said


def test_a_signer_is_lost_and_the_document_is_suspended_until_it_is_approved_again(rotated: Company, tmp_path: Path):
    company = begun_anew(rotated, tmp_path)
    bob, jane = company.bob, company.jane
    approve(company, "AUTHORITIES")
    jane.types("qms approve AUTHORITIES --enrol --yes --key ~/.ssh/new && git commit --quiet -m 'New key'")
    jane.types("git switch --quiet main && git merge --quiet --no-ff -m 'Policy 2' policy-2 && git push origin main")

    stolen = f'"{company.public()}", state: '
    company.next_policy((f"{stolen}retired", f"{stolen}compromised, since: 1"))
    said = bob.types("qms approve AUTHORITIES --yes && git commit --quiet -m 'Bob approves'")
    assert "QP-01 revision 1 is suspended by this. It needs again: quality-manager (Jane Doe can" in said
    jane.types("qms approve AUTHORITIES --yes --key ~/.ssh/new && git commit --quiet -m 'Jane approves'")
    refused = jane.types("qms check --against main", code=1)
    assert "document-suspended QP-01 revision 1 is suspended" in refused
    assert "it needs quality-manager (Jane Doe can) again: `qms approve QP-01`" in refused
    assert "nothing of this push was stored" in jane.types("git push origin HEAD:main", code=1)

    assert "Approve  QP-01 Purchasing  quality-manager" in jane.types("qms status --mine")
    said = jane.types("qms approve QP-01 --yes --key ~/.ssh/new && git commit --quiet -m 'Approve again'")
    assert "It is in force already; your approval joins the others." in said
    assert jane.types("qms check --against main") == "Accepted.\n"
    jane.types("git switch --quiet main && git merge --quiet --no-ff -m 'Policy 3' policy-3 && git push origin main")
    assert "1 document in force, none suspended; policy version 3." in jane.types("qms verify")


def test_an_auditor_checks_one_approval_with_ten_stock_commands(in_force: Company, tmp_path: Path):
    company = begun_anew(in_force, tmp_path)
    script = company.ann.types("qms verify --commands QP-01")
    company.ann.types("mkdocs build --strict")
    commands = [line for line in script.splitlines() if line and not line.startswith("#")]
    printed = company.page("verification/QP-01")  # The site prints them too.
    assert all(" ".join(line.split()) in printed for line in commands)

    audited = script[: script.index("\n# 11. ")]
    assert len([line for line in audited.splitlines() if line and not line.startswith("#")]) == len("0123456789")
    (tmp_path / "audit.sh").write_text(audited)
    tools = tmp_path / "tools"
    tools.mkdir()
    for tool in ("git", "ssh-keygen", "sha256sum"):
        (tools / tool).symlink_to(str(shutil.which(tool)))
    company.ann.types("git clone --quiet server.git clone", folder=".")

    def paste(name: str) -> subprocess.CompletedProcess[str]:
        """Into a bash that knows three programs, and no setting of ours."""
        return subprocess.run(
            [str(shutil.which("bash")), "-e", tmp_path / name], cwd=company.folder / "clone", env={"PATH": str(tools)},
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    done = paste("audit.sh")
    assert done.returncode == 0, done.stdout + done.stderr
    assert all(line in done.stdout for line in re.findall(r"#    It prints: (.*)", audited))
    assert 'Good "qms-approval-v1" signature for bob.roe' in done.stdout
    (tmp_path / "forged.sh").write_text(audited.replace(company_key(company, "bob"), company.public()))
    assert paste("forged.sh").returncode != 0


def company_key(company: Company, name: str) -> str:
    """Somebody's public key, as the policy writes it."""
    return " ".join((company.folder / f"homes/{name}/.ssh/id_ed25519.pub").read_text().split()[:2])
