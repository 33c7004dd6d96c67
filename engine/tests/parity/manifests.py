"""Compares manifests and run results."""

import json
import re

BUILT_IN = ("macro.dbt.", "macro.dbt_duckdb.", "macro.dbt_postgres.", "doc.dbt.")

# Times and machine paths differ between two runs of one program, too.
VOLATILE = {"created_at", "root_path"}

SECTIONS = ("nodes", "sources", "macros", "docs", "exposures", "metrics", "groups", "selectors", "disabled", "parent_map",
            "child_map", "group_map", "saved_queries", "semantic_models", "unit_tests", "functions")


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def compare(report, dbt, transform):
    loosen(report, dbt, transform)
    if list(dbt) != list(transform):
        report.differ("manifest: sections", list(dbt), list(transform))
    for key in ("project_name", "project_id", "adapter_type", "quoting", "dbt_schema_version"):
        if dbt["metadata"].get(key) != transform["metadata"].get(key):
            report.differ(f"metadata.{key}", dbt["metadata"].get(key), transform["metadata"].get(key))
    for section in SECTIONS:
        a, b = (own(document.get(section) or {}) for document in (dbt, transform))
        for key in sorted(a.keys() | b.keys()):
            where = f"{section}[{key}]"
            if key not in b:
                report.differ(where, "is there", "is missing")
            elif key not in a:
                report.differ(where, "is missing", "is there")
            else:
                walk(report, where, tidy(section, a[key]), tidy(section, b[key]))
        report.count(section, len(a)) if a else None


def loosen(report, dbt, transform):
    """Built-in macros print other white space than dbt's: where a node's code has some of theirs in it, only the rest counts."""
    built_in = {}

    def calls_built_in(macro):
        if macro not in built_in:
            built_in[macro] = macro.startswith(BUILT_IN)  # Said first, so that a recursion ends.
            called = dbt["macros"].get(macro, {}).get("depends_on", {}).get("macros", [])
            built_in[macro] = built_in[macro] or any([calls_built_in(other) for other in called])
        return built_in[macro]

    for key, theirs in dbt["nodes"].items():
        ours = transform["nodes"].get(key, {})
        for field in ("compiled_code", "extra_ctes"):
            a, b = theirs.get(field), ours.get(field)
            if a != b and squeeze(a) == squeeze(b) and any([calls_built_in(macro) for macro in theirs["depends_on"]["macros"]]):
                ours[field] = a
                report.count("codes with other white space from built-in macros")


def squeeze(code):
    return re.sub(r"(\s|\\n)+", "", json.dumps(code))


def own(section):
    """Without what is built in: macros are each program's own words."""
    return {key: value for key, value in section.items() if not key.startswith(BUILT_IN)}


def tidy(section, entry):
    if not isinstance(entry, dict):
        if section == "disabled":
            return [tidy("nodes", item) for item in entry]
        # The order of a group's members is that of the files in dbt.
        return sorted(entry) if section == "group_map" else entry
    entry = {key: value for key, value in entry.items() if key not in VOLATILE}
    depends = entry.get("depends_on")
    if isinstance(depends, dict) and "macros" in depends:
        # Which built-in macros call each other is each program's own affair, too.
        macros = sorted(macro for macro in depends["macros"] if not macro.startswith(BUILT_IN))
        entry["depends_on"] = {**depends, "macros": macros}
    if "primary_key" in entry:
        # A set in dbt.
        entry["primary_key"] = sorted(entry["primary_key"])
    if entry.get("resource_type") == "test" and "test_metadata" in entry:
        # Written by built-in macros: their results are compared, not their words.
        entry.pop("compiled_code", None)
        entry.pop("extra_ctes", None)
    return entry


def walk(report, where, a, b):
    if isinstance(a, dict) and isinstance(b, dict):
        for key in a.keys() | b.keys():
            if key not in b:
                report.differ(f"{where}.{key}", json.dumps(a[key]), "(no such key)")
            elif key not in a:
                report.differ(f"{where}.{key}", "(no such key)", json.dumps(b[key]))
            else:
                walk(report, f"{where}.{key}", a[key], b[key])
    elif where.startswith("disabled[") and isinstance(a, list) and isinstance(b, list) and len(a) == len(b) and a and isinstance(a[0], dict):
        for index, (left, right) in enumerate(zip(a, b)):
            walk(report, where if len(a) == 1 else f"{where}[{index}]", left, right)
    elif a != b or type(a) is not type(b):
        texts = isinstance(a, str) and isinstance(b, str)
        report.differ(where, a if texts else json.dumps(a), b if texts else json.dumps(b))


def compare_results(report, where, dbt_path, transform_path):
    documents = load(dbt_path), load(transform_path)
    a, b = ({result["unique_id"]: result for result in document["results"]} for document in documents)
    for key in sorted(a.keys() | b.keys()):
        if key not in a or key not in b:
            report.differ(f"{where}: {key}", *(
                results[key]["status"] if key in results else "(no result)" for results in (a, b)))
            continue
        for field in ("status", "failures", "compiled", "relation_name", "batch_results"):
            if a[key].get(field) != b[key].get(field):
                report.differ(f"{where}: {key}: {field}", a[key].get(field), b[key].get(field))
        for field, shown in (("adapter_response", response), ("timing", phases)):
            if shown(a[key]) != shown(b[key]):
                report.differ(f"{where}: {key}: {field}", shown(a[key]), shown(b[key]))
        if a[key]["status"] == "error" and head(a[key]) != head(b[key]):
            report.differ(f"{where}: {key}: message", head(a[key]), head(b[key]))
        if key.startswith("test.") and a[key]["status"] in ("fail", "warn") and a[key]["message"] != b[key]["message"]:
            report.differ(f"{where}: {key}: message", a[key]["message"], b[key]["message"])
    report.count("results", len(a))


def response(result):
    """What the warehouse answered, without the time that only Transform tells."""
    return {key: value for key, value in result["adapter_response"].items() if key != "warehouse_seconds"}


def phases(result):
    return [phase["name"] for phase in result["timing"]]


def head(result):
    """Which node had an error, and of which sort it is. The words below are the warehouse's or each program's own."""
    return (result["message"] or "").split("\n")[0]


def volatile_columns(manifest):
    """The columns of snapshots that hold the time of the run."""
    found = set()
    for node in manifest["nodes"].values():
        if node["resource_type"] == "snapshot":
            names = {"dbt_scd_id", "dbt_updated_at", "dbt_valid_from", "dbt_valid_to"}
            renamed = node["config"].get("snapshot_meta_column_names") or {}
            names |= {name for name in renamed.values() if name}
            if node["config"].get("strategy") == "check":
                found |= {f"{node['schema']}.{node['alias']}.{name}" for name in names}
    return found
