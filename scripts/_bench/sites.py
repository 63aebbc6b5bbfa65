"""What is measured with a site: builds with our plugins and with those of others against a plain one, and a rebuild."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

from .measure import TIMES, Job, Row, Sample, rotate, row, run, typical
from .processes import BenchError
from .scenes import Stage
from .tools import Tools, install_peers

PEER_LIMIT = 600.0
_SITE = """\
site_name: Bench
theme:
  name: material
  font: false
  features: [navigation.prune]
markdown_extensions: [attr_list, md_in_html, tables, def_list, admonition, {{toc: {{permalink: true}}}}]
validation: {{nav: {{omitted_files: info}}, links: {{not_found: info, anchors: ignore, unrecognized_links: ignore}}}}
docs_dir: {docs}
site_dir: {site}
plugins:
  - search
"""
OURS = ("document-control", "clause-reference", "change-log", "quality-records")
# What a page holds when a plugin has done its work: some say nothing when they find no history, and are quick then.
PROOFS = {
    "git-revision-date-localized": re.compile(r"git-revision-date-localized-plugin-date[^>]*>[^<]*\d{4}"),
    "git-authors": re.compile(r"person\d\d@example\.org"),
}
OUR_PROOF = re.compile(r"qms-control")
PLAIN = "plain build"
PLAIN_BESIDE = "plain build beside it"
LONG = 120.0  # seconds: what takes longer is measured once


def builds(stage: Stage, peers: Path | None) -> list[Row]:
    """Builds of one tree: plain, with our plugins (history cold and from the cache), and with each of the peers.

    All have the same navigation, which is what a theme spends most of its time on.
    """
    stage.say(f"{stage.size}: builds")
    _ours(stage)
    _take_navigation(stage)
    plain = _build(stage, "yardstick: `mkdocs build`, Material, search only", (), stage.tools)
    ours = _ours(stage)
    kept = stage.keep("cache-site", "log", "--format", "json")
    cold = Job(
        "build with our four plugins, history cold",
        ours,
        stage.repository,
        stage.variables,
        lambda: stage.restore(None),
    )
    warm = Job(
        "build with our four plugins, history from the cache", ours, stage.repository, stage.variables,
        lambda: stage.restore(kept),
    )  # fmt: skip
    samples = rotate([plain, cold, warm], stage.rounds, stage.say)
    if not _did_its_work(stage.folder / "site-ours", OUR_PROOF):
        raise BenchError("The build with our plugins left no control block in the pages: there is nothing to measure.")
    _same_navigation(stage)
    base = typical(samples[plain.name])
    rows = [row(plain, stage.size, samples[plain.name], None, "")]
    for job, goal in ((cold, stage.goal("M", f"≤ 1.10{TIMES}")), (warm, stage.goal("M", f"≤ 1.03{TIMES}"))):
        rows.append(row(job, stage.size, samples[job.name], base, PLAIN, goal))
    return rows + (_peers(stage, peers, plain) if peers else [])


def _peers(stage: Stage, folder: Path, plain: Job) -> list[Row]:
    """The peers, or why they are not there."""
    try:
        tools = install_peers(folder, stage.tools, stage.say)
    except BenchError as error:
        return [Row("peers", stage.size, note=f"could not be installed: {error}")]
    return [_peer(stage, tools, name, plain) for name in PROOFS]


def _peer(stage: Stage, tools: Tools, plugin: str, plain: Job) -> Row:
    """One peer in turn with the plain build, so that both meet the same machine; a very long one once."""
    version = tools.version(f"mkdocs-{plugin}-plugin")
    job = _build(stage, f"build with {plugin} {version}", (plugin,), tools)
    first = run(job)
    stage.say(f"  {job.name}: {first.wall:.1f} s" if first else f"  {job.name}: given up after {job.limit:.0f} s")
    if first and not _did_its_work(stage.folder / f"site-{plugin}", PROOFS[plugin]):
        return Row(job.name, stage.size, note="ran, and left nothing in the pages")
    if first is None:
        return row(job, stage.size, [], None, PLAIN_BESIDE)
    rounds = 1 if first.wall > LONG else stage.rounds
    beside = replace(plain, name="  plain beside it")
    samples = rotate([beside, job], rounds, stage.say, warm=False)
    return row(job, stage.size, samples[job.name], typical(samples[beside.name]), PLAIN_BESIDE)


def _did_its_work(site: Path, proof: re.Pattern[str]) -> bool:
    """True when nine of ten documents' pages hold what only a working plugin puts there."""
    pages = [*site.glob("procedures/QP-*/index.html"), *site.glob("procedures/QP-*/index/index.html")]
    proven = sum(bool(proof.search(page.read_text(encoding="utf-8"))) for page in pages)
    return bool(pages) and proven >= 0.9 * len(pages)


def _take_navigation(stage: Stage) -> None:
    """Write the navigation of our site to a file, for the others."""
    config = stage.repository / "mkdocs.yml"
    run(stage.driver("navigation", "navigation.py", str(config), str(stage.repository), str(stage.navigation)))


def _same_navigation(stage: Stage) -> None:
    """Refuse to compare sites whose pages carry navigations of different size."""
    page = next(iter(sorted((stage.folder / "site-ours").glob("procedures/QP-*/index.html")))).relative_to(
        stage.folder / "site-ours"
    )
    plain, ours = (
        (stage.folder / site / page).read_text(encoding="utf-8").count("md-nav__item")
        for site in ("site-plain", "site-ours")
    )
    if abs(plain - ours) > 0.25 * max(plain, ours):
        raise BenchError(
            f"{page} has {plain} entries of navigation in the plain site and {ours} in ours: not comparable."
        )


def rebuild(stage: Stage) -> list[Row]:
    """A rebuild after one edit under `mkdocs serve`, against the clean build in the same process."""
    stage.say(f"{stage.size}: rebuild after one edit")
    rows = []
    _ours(stage)
    _take_navigation(stage)
    plain = _configure(stage, "plain-serve", (), stage.repository)
    for name, config, goal, rounds in (
        ("with our four plugins", stage.repository / "mkdocs.yml", stage.goal("M", f"≤ 0.5{TIMES}"), stage.rounds),
        ("plain, as it is without us", plain, "", 1),
    ):
        clean, again = _served(stage, config, rounds)
        stage.say(f"  {name}: clean {clean.wall:.2f} s, after one edit {again.wall:.2f} s")
        ratios = again.wall / clean.wall, again.cpu / clean.cpu
        rows += [
            Row(f"yardstick: clean build under serve, {name}", stage.size, rounds, clean),
            Row(f"rebuild after one edit, {name}", stage.size, rounds, again, *ratios, "clean build", goal),
        ]
    return rows


def _served(stage: Stage, config: Path, rounds: int) -> tuple[Sample, Sample]:
    """Medians of the clean build and of the rebuilds, in processes of their own."""
    document = next(iter(sorted((stage.repository / "procedures").glob("QP-*.md"))))
    before = document.read_bytes()
    result = stage.folder / "rebuild.json"
    clean: list[Sample] = []
    again: list[Sample] = []
    for _ in range(rounds):
        whole = run(stage.driver("rebuild", "rebuild.py", str(config), str(document), "1", str(result)))
        document.write_bytes(before)
        if whole is None:
            raise BenchError("Building under `mkdocs serve` took longer than half an hour.")
        first, *rest = (
            Sample(wall, cpu, whole.peak, whole.own, whole.others)
            for wall, cpu in json.loads(result.read_text(encoding="utf-8"))
        )
        clean.append(first)
        again += rest
    middle = typical(clean), typical(again)
    if middle[0] is None or middle[1] is None:
        raise BenchError("Name at least one round with --builds.")
    return middle[0], middle[1]


def _ours(stage: Stage) -> tuple[str | Path, ...]:
    """The command that builds the site with our plugins, from a configuration in the repository itself."""
    text = _SITE.format(docs="manual", site=stage.folder / "site-ours")
    config = stage.repository / "mkdocs.yml"
    config.write_text(text + "".join(f"  - {name}\n" for name in OURS), encoding="utf-8")
    return (stage.tools.mkdocs, "build", "--quiet", "--config-file", config)


def _configure(stage: Stage, name: str, plugins: tuple[str, ...], docs: Path) -> Path:
    folder = stage.folder / f"config-{name}"
    folder.mkdir(exist_ok=True)
    text = _SITE.format(docs=docs, site=stage.folder / f"site-{name}")
    config = folder / "mkdocs.yml"
    navigation = f"nav: {stage.navigation.read_text(encoding='utf-8')}\n"
    config.write_text(text + "".join(f"  - {plugin}\n" for plugin in plugins) + navigation, encoding="utf-8")
    return config


def _build(stage: Stage, name: str, plugins: tuple[str, ...], tools: Tools) -> Job:
    """A build of the same tree with other plugins, or none."""
    config = _configure(stage, plugins[0] if plugins else "plain", plugins, stage.repository)
    command = (tools.mkdocs, "build", "--quiet", "--config-file", config)
    limit = PEER_LIMIT if plugins else 1800.0
    # Run in the repository: git-authors asks git in the current folder, and leaves everything out elsewhere.
    return Job(name, command, stage.repository, stage.variables, limit=limit)
