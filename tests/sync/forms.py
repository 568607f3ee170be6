"""Changed forms for tests: further tables of TOML behind the shipped form."""

from __future__ import annotations

from pathlib import Path

from otsync.caseload.fields import PlanForm, load_plan

GROWN = """
[field.bus]
label = "Bus"
header = "Bus"
kind = "line"
required = ["IEP"]
section = "facts"
after = "room"
[field.case_manager]
label = "Case carrier"
former_labels = ["Case manager"]
[field.diagnoses]
section = "service"
former_sections = ["behind"]
[retired.supports]
[retired.reasoning]
[section.health]
heading = "Health"
[field.equipment]
label = "Equipment"
hint = "at school"
kind = "text"
section = "health"
after = "service_reasons"
"""
"""A field added, one in a section of its own, one relabelled, one moved, two retired."""


def form_of(folder: Path, text: str = GROWN) -> PlanForm:
    path = folder / f"fields{len(list(folder.glob('fields*')))}.toml"
    path.write_text(text, encoding="utf-8")
    return load_plan(own=path)
