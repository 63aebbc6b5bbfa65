"""Settings: `[tool.qms]` in pyproject.toml, or qms.yml, checked against one schema."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator

from qms.errors import QmsError
from qms.model.fields import plain
from qms.model.settings import RecordKind, Settings
from qms.trust.source import decode
from qms.trust.yamltext import parse_yaml

from .tree import Tree

FILES = ("pyproject.toml", "qms.yml")
_PLAINLY = {
    "extra_forbidden": "there is no such setting",
    "string_pattern_mismatch": "this is not of the form that the setting has; a path has letters, digits, dots, `_`, "
    "`-` and slashes, and does not begin with a dot",
}
_OTHERWISE = ("record_kinds", "anchor", "glossary")  # what the model has in another form
MAX_SETTINGS = 100_000  # bytes; tomllib takes quadratic time for dotted names
_Folder = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*$")]
_Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=40)]
_Text = Annotated[str, StringConstraints(min_length=1, max_length=500)]
_Short = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class _KindFile(BaseModel):
    """One kind of record."""

    model_config = ConfigDict(extra="forbid")
    name: _Text
    retention: str = ""
    clauses: dict[_Name, tuple[str, ...]] = {}


class SettingsFile(BaseModel):
    """The settings as they stand in the file."""

    model_config = ConfigDict(extra="forbid")
    organisation: str = ""
    documents: tuple[_Folder, ...] = ("manual", "procedures")
    records: _Folder = "records"
    suffix: Annotated[str, StringConstraints(pattern=r"^\.[a-z.]+$")] = ".md"
    standards: tuple[str, ...] | None = None
    packs: tuple[_Folder, ...] = ()
    maps: tuple[_Folder, ...] = ()
    claims_from: Annotated[tuple[Literal["table", "inline", "satisfies"], ...], Field(alias="claims-from")] = ()
    standard_names: Annotated[dict[_Short, str], Field(alias="standard-names")] = {}
    glossary: _Folder | None = None
    words: dict[_Text, _Text] = {}
    types: dict[_Name, _Text] = {}
    roles: dict[_Name, _Text] = {}
    record_kinds: Annotated[dict[_Name, _KindFile], Field(alias="record-kinds")] = {}
    refuse: tuple[str, ...] = ()
    repository_url: Annotated[str, Field(alias="repository-url")] = ""
    anchor: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.][A-Za-z0-9_./-]*$")] | None = None
    history_pages: Annotated[int | None, Field(alias="history-pages", ge=0, le=100)] = None
    language: Literal["en", "de"] = "en"
    quarters: bool = False

    @field_validator("repository_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if value and not value.startswith(("https://", "http://")):
            raise ValueError("it begins with https://")
        return value.rstrip("/")


def read_settings(files: Mapping[str, bytes]) -> Settings:
    """The settings of a tree, from the bytes of the files that may hold them.

    Raises:
        QmsError: When a file cannot be read, a setting is unknown or wrong, or both files have settings.
    """
    from_toml = _toml(files["pyproject.toml"]) if "pyproject.toml" in files else None
    from_yaml = _yaml(files["qms.yml"]) if "qms.yml" in files else None
    if from_toml is not None and from_yaml is not None:
        raise _refusal("there are settings in pyproject.toml and in qms.yml", "Keep one of the two.")
    where = "pyproject.toml, [tool.qms]" if from_toml is not None else "qms.yml"
    try:
        parsed = SettingsFile.model_validate(from_toml if from_toml is not None else from_yaml or {})
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]) or "it"
        reason = _PLAINLY.get(first["type"]) or first["msg"][:1].lower() + first["msg"][1:]
        raise _refusal(f"{where}: `{name}`: {reason}", "See the table of settings in the README.") from None
    return Settings(
        **{name: getattr(parsed, name) for name in SettingsFile.model_fields if name not in _OTHERWISE},
        anchor=parsed.anchor or "",
        glossary=parsed.glossary or "",
        source="pyproject.toml" if from_toml is not None else "qms.yml" if from_yaml is not None else "",
        record_kinds={
            name: RecordKind(kind.name, kind.retention, kind.clauses) for name, kind in parsed.record_kinds.items()
        },
    )


def settings_of(tree: Tree) -> Settings:
    """The settings of a tree.

    Raises:
        QmsError: Broken settings.
    """
    return read_settings(tree.load(FILES))


def _toml(data: bytes) -> object:
    try:
        if len(data) > MAX_SETTINGS:
            raise ValueError(f"it has more than {MAX_SETTINGS:,} bytes")  # noqa: TRY301 - one refusal for all
        tool = tomllib.loads(data.decode()).get("tool")
    except (ValueError, RecursionError) as error:  # what is not UTF-8, not TOML, or numbers and lists beyond measure
        raise _refusal(f"pyproject.toml cannot be read: {error}", "Mend the file.") from None
    return tool.get("qms") if isinstance(tool, dict) else None


def _yaml(data: bytes) -> object:
    text, faults = decode(data, "qms.yml")
    fields, yaml_faults = parse_yaml(text, "qms.yml") if text.strip() else (None, ())
    if wrong := (*faults, *yaml_faults):
        raise _refusal(f"{wrong[0].place}: {wrong[0].message}", "Mend the file.")
    return plain(fields) if fields else {}


def _refusal(message: str, fix: str) -> QmsError:
    return QmsError(message, fix, "settings-malformed")
