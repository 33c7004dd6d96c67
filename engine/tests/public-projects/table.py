"""Counts results and writes them as a line for the terminal and as a Markdown table."""

import json

PASSED = {"success", "pass", "warn", "no-op", "partial success"}
NOT_RUN = {"skipped"}
KINDS = {"model": "models", "test": "tests", "unit_test": "tests", "seed": "seeds", "snapshot": "snapshots"}


def count(results):
    """Passed, failed and not run, for each kind of node."""
    counts = {}
    for result in results["results"]:
        kind = KINDS.get(result["unique_id"].partition(".")[0])
        if kind:
            place = 0 if result["status"] in PASSED else 2 if result["status"] in NOT_RUN else 1
            counts.setdefault(kind, [0, 0, 0])[place] += 1
    return counts


def line(report):
    steps = "; ".join(f"{step['step']} {step['codes'][0]}/{step['codes'][1]} {step['seconds'][0]}/{step['seconds'][1]}s"
                      for step in report["steps"])
    missing = f", {len(report['missing packages'])} packages missing" if "missing packages" in report else ""
    return f"{report['project']}: {report['differences']} differences, {report.get('nodes', 'no')} nodes, {steps}{missing}"


def reports(work):
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(work.glob("*/report.json"))]


def markdown(reports):
    rows = ["| Project | Nodes | Models | Tests | Seeds | Snapshots | Relations, rows compared | Differences | Seconds |",
            "|---|---|---|---|---|---|---|---|---|"]
    for report in reports:
        dbt, transform = report.get("results") or [{}, {}]
        cells = [report["project"], report.get("nodes", "–")]
        cells += [both(dbt.get(kind), transform.get(kind)) for kind in ("models", "tests", "seeds", "snapshots")]
        compared = report["compared"]
        cells.append(f"{compared['relations']}, {compared.get('rows', 0):,}" if "relations" in compared else "–")
        codes = report["steps"][-1]["codes"]
        cells.append(outcome(report, codes))
        seconds = [sum(step["seconds"][side] for step in report["steps"]) for side in (0, 1)]
        cells.append(f"{seconds[0]:.1f} / {seconds[1]:.1f}")
        rows.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    return "\n".join(rows) + "\n"


def outcome(report, codes):
    if codes == [2, 2]:
        return "neither can run it"
    if not report["differences"]:
        return "none"
    return ", ".join(f"{name} ({number})" for name, number in list(report["kinds"].items())[:4]).replace("|", "\\|")


def both(dbt, transform):
    """Passed · failed · not run; with a slash where the two are not the same."""
    a, b = (" · ".join(map(str, counts)) if counts else "–" for counts in (dbt, transform))
    return a if a == b else f"{a} / {b}"
