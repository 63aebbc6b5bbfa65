"""The workflows that `qms init` writes: their form by the published schemas, and their steps by running them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from office import QMS, Office
from qms.writing.templates import fill

CHECK = Path(sys.executable).parent / "check-jsonschema"
Job = dict[str, Any]


def workflow(name: str) -> dict[Any, Any]:
    loaded = yaml.safe_load(fill(f"ci/{name}.yml"))
    assert isinstance(loaded, dict)
    return loaded


@pytest.mark.skipif(not CHECK.exists(), reason="check-jsonschema, which holds the published schemas, is absent")
@pytest.mark.parametrize(("name", "schema"), [("github", "vendor.github-workflows"), ("gitlab", "vendor.gitlab-ci")])
def test_the_published_schema_accepts_it(name: str, schema: str, tmp_path: Path):
    file = tmp_path / f"{name}.yml"
    file.write_text(fill(f"ci/{name}.yml"))
    transform = ("--data-transform", "gitlab-ci") if name == "gitlab" else ()
    done = subprocess.run(
        [CHECK, "--builtin-schema", schema, *transform, file], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    broken = file.read_text().replace("runs-on:", "run-on:").replace("stage: gate", "stage: {}")
    file.write_text(broken)
    assert subprocess.run(
        [CHECK, "--builtin-schema", schema, *transform, file], capture_output=True, check=False
    ).returncode


def steps(job: str) -> list[Job]:
    found = workflow("github")["jobs"][job]["steps"]
    assert isinstance(found, list)
    return found


def test_github_actions_are_pinned_by_commit():
    used = re.findall(r"uses: (\S+)(.*)", fill("ci/github.yml"))
    assert len(used) == 6
    for action, comment in used:
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", action), action
        assert re.fullmatch(r" # v[0-9]+\.[0-9]+\.[0-9]+", comment), action


def test_the_github_gate_comes_from_the_base_and_never_holds_files_of_the_branch():
    loaded = workflow("github")
    # YAML 1.1 reads the bare word `on` as true.
    assert set(loaded[True]) == {"pull_request_target", "push"}
    assert loaded["permissions"] == {}
    assert loaded["jobs"]["gate"]["permissions"] == {"contents": "read"}
    checkouts = [step for step in steps("gate") if "actions/checkout" in step.get("uses", "")]
    assert [step["with"] for step in checkouts] == [
        {"ref": "${{ github.event.pull_request.base.ref }}", "fetch-depth": 0}
    ]
    text = fill("ci/github.yml")
    assert "secrets." not in text
    assert "actions/cache" not in text
    assert "allow-unsafe-pr-checkout" not in text
    # What a stranger chose (names of branches, titles) reaches a shell only as a variable, never as its text.
    for job in loaded["jobs"].values():
        assert not [step for step in job["steps"] if "${{" in step.get("run", "")]


def test_nothing_is_published_before_it_was_verified():
    jobs = workflow("github")["jobs"]
    assert jobs["publish"]["needs"] == "verify"
    runs = [step["run"] for step in steps("verify") if "run" in step]
    order = [next(n for n, text in enumerate(runs) if word in text) for word in ("qms verify", "mkdocs build")]
    assert order == sorted(order)
    assert jobs["publish"]["permissions"] == {"pages": "write", "id-token": "write"}
    lines = workflow("gitlab")["pages"]["script"][0]
    assert lines.startswith("set -eu\n")
    assert lines.index("qms verify") < lines.index("mkdocs build")


def test_the_whole_history_is_fetched():
    assert workflow("gitlab")["variables"]["GIT_DEPTH"] == "0"
    assert workflow("gitlab")["variables"]["GIT_CHECKOUT"] == "false"
    for job in ("gate", "verify"):
        assert steps(job)[0]["with"]["fetch-depth"] == 0


@pytest.fixture
def runner(office: Office, tmp_path: Path) -> Office:
    """A clone as a runner has it: main, and a branch `work` with an unapproved procedure; no pip, no network."""
    office.git("switch", "--quiet", "-c", "work")
    office.write_procedure()
    office.commit()
    clone = tmp_path / "runner"
    clone.mkdir()
    office.git("clone", "--quiet", office.root, clone / "acme")
    shutil.copy(office.anchor, clone / "acme.anchor.json")
    tools = tmp_path / "tools"
    tools.mkdir()
    for name, says in (
        ("pip", ""),
        ("gh", "echo $PUBLISHED"),
        ("curl", 'echo "$DEPLOYMENTS" > /dev/null'),
        ("mkdocs", "echo built > built"),
    ):
        (tools / name).write_text(f"#!/bin/sh\n{says}\n")
        (tools / name).chmod(0o755)
    copy = Office(clone)
    copy.more = {
        "PATH": f"{tools}:{QMS.parent}:/usr/bin:/bin",
        "QMS_ANCHOR": office.anchor.read_text(),
        "RUNNER_TEMP": str(tmp_path),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        "GITHUB_REPOSITORY": "acme/manual",
        "PUBLISHED": "",
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }
    return copy


def run_step(runner: Office, job: str, word: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the step of a GitHub job that holds a word, as the runner does."""
    script = next(step["run"] for step in steps(job) if word in step.get("run", ""))
    runner.more |= variables
    return runner.run("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script)


@pytest.mark.slow
def test_the_github_gate_refuses_and_accepts(runner: Office, tmp_path: Path):
    head = runner.git("rev-parse", "origin/work")
    done = run_step(runner, "gate", "qms check", BASE="main", HEAD_SHA=head)
    assert done.returncode == 1, done.stderr
    assert "::error file=procedures/QP-07-x.md" in done.stdout
    assert "QP-07 revision 1 needs process-owner" in done.stdout
    assert "approval-missing" in (tmp_path / "summary.md").read_text()
    good = run_step(runner, "gate", "qms check", HEAD_SHA=runner.git("rev-parse", "origin/main"))
    assert good.returncode == 0, good.stdout
    without = run_step(runner, "gate", "qms check", QMS_ANCHOR="")
    assert (without.returncode, "::error::There is no variable QMS_ANCHOR" in without.stdout) == (2, True)


@pytest.mark.slow
def test_the_github_publisher_verifies_and_sees_what_was_taken_back(runner: Office):
    main, work = (runner.git("rev-parse", f"origin/{name}") for name in ("main", "work"))
    assert run_step(runner, "verify", "qms verify", GITHUB_SHA=main).returncode == 0
    assert run_step(runner, "verify", "qms verify", PUBLISHED=main).returncode == 0
    taken_back = run_step(runner, "verify", "qms verify", PUBLISHED=work)
    assert (taken_back.returncode, "tip-rewound" in taken_back.stdout) == (1, True)
    refused = run_step(runner, "verify", "qms verify", GITHUB_SHA=work, PUBLISHED="")
    assert (refused.returncode, "approval-missing" in refused.stdout) == (1, True)
    assert run_step(runner, "verify", "qms verify", QMS_ANCHOR="").returncode == 2


@pytest.mark.slow
def test_the_gitlab_gate_refuses_and_accepts(runner: Office):
    script = workflow("gitlab")["gate"]["script"][0]
    runner.more |= {
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        "CI_COMMIT_SHA": runner.git("rev-parse", "origin/work"),
    }
    done = runner.run("bash", "-c", script)
    assert done.returncode == 1, done.stderr
    assert "approval-missing" in (runner.root / "gl-code-quality-report.json").read_text()
    assert "QP-07 revision 1 needs process-owner" in done.stdout
    runner.more["CI_MERGE_REQUEST_SOURCE_BRANCH_SHA"] = runner.git("rev-parse", "origin/main")
    assert runner.run("bash", "-c", script).returncode == 0


@pytest.mark.slow
def test_the_gitlab_publisher_builds_only_what_verifies(runner: Office, tmp_path: Path):
    script = workflow("gitlab")["pages"]["script"][0].replace("/tmp/", f"{tmp_path}/")  # noqa: S108 - the job's own
    main, work = (runner.git("rev-parse", f"origin/{name}") for name in ("main", "work"))
    runner.more |= {"CI_JOB_TOKEN": "x", "CI_API_V4_URL": "x", "CI_PROJECT_ID": "1", "CI_COMMIT_SHA": main}
    deployments = tmp_path / "deployments.json"
    for published, commit, code in (
        ("[]", main, 0),
        (f'[{{"sha": "{main}"}}]', main, 0),
        (f'[{{"sha": "{work}"}}]', main, 1),
        ("[]", work, 1),
        ("{", main, 1),
    ):
        (runner.root / "built").unlink(missing_ok=True)
        deployments.write_text(published)
        runner.more["CI_COMMIT_SHA"] = commit
        done = runner.run("bash", "-c", script)
        assert (done.returncode, (runner.root / "built").exists()) == (code, code == 0), done.stdout + done.stderr
