"""Runs public dbt projects through dbt and through Transform and compares what they leave behind.

    run.py CHECKOUTS [--work FOLDER] [--only PATTERN ...] [--settings FILE] [--transform COMMAND] [--steps "parse; build"]
                     [--adapter duckdb|postgres] [--table FILE] [--again]

Run it with dbt's Python. CHECKOUTS is a folder with one checkout a folder, named owner+repository. See README.md. It prints a line for
each project and ends with 1 when a project differs. --table writes a Markdown table of everything that lies in the work folder.
"""

import argparse
import fnmatch
import json
import pathlib
import pickle
import re
import shlex
import shutil
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "parity")]

import checkouts
import databases
import manifests
import read_artifacts
import sides
import table
import tables
from findings import Findings, compare_errors


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkouts", type=pathlib.Path)
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("public-projects"))
    parser.add_argument("--only", action="append", default=[], help="patterns of project names such as dbt-labs/*")
    parser.add_argument("--settings", type=pathlib.Path, default=HERE / "settings.json")
    parser.add_argument("--transform", default=str(HERE.parents[2] / "transform"))
    parser.add_argument("--steps", help="instead of the steps of the settings")
    parser.add_argument("--adapter", choices=sorted(sides.ADAPTERS), default="duckdb")
    parser.add_argument("--table", type=pathlib.Path, help="write a table of all reports in the work folder")
    parser.add_argument("--again", action="store_true", help="run both again, too, where their results are kept")
    options = parser.parse_args()

    projects = checkouts.find(options.checkouts.resolve())
    packages = checkouts.Packages(projects)
    settings = json.loads(options.settings.read_text(encoding="utf-8"))
    differing = False
    for project in projects:
        own = {}
        for pattern, values in settings.items():
            if fnmatch.fnmatchcase(project.name, pattern):
                own.update(values)
        wanted = any(fnmatch.fnmatchcase(project.name, pattern) for pattern in options.only) if options.only else not own.get("skip")
        if wanted:
            own["steps"] = options.steps or own.get("steps", "build")
            report = compare(project, packages, own, options)
            (options.work / project.label / "report.json").write_text(json.dumps(report, indent=1), encoding="utf-8")
            differing |= bool(report["differences"])
            print(table.line(report), flush=True)
    if options.table:
        options.table.write_text(table.markdown(table.reports(options.work)), encoding="utf-8")
    sys.exit(1 if differing else 0)


def compare(project, packages, settings, options):
    work = (options.work / project.label).resolve()
    work.mkdir(parents=True, exist_ok=True)
    report = {"project": project.name, "steps": []}
    needed, missing = packages.collect(project)
    if missing:
        report["missing packages"] = missing
    name = sides.write_profile(work / "profiles", project, settings, options.adapter)
    if name:
        settings["profile"] = name
    steps = [step.strip() for step in settings["steps"].split(";")]
    run = Run(project, needed, work, settings, steps, options.adapter)
    transform = run.side("transform", shlex.split(options.transform), again=True)
    dbt = run.side("dbt", sides.DBT, options.again)

    findings = Findings()
    for number, step in enumerate(steps):
        a, b = dbt["outcomes"][number], transform["outcomes"][number]
        report["steps"].append({"step": step, "codes": [a.code, b.code], "seconds": [round(a.seconds, 2), round(b.seconds, 2)],
                                "cpu": [round(a.cpu, 2), round(b.cpu, 2)]})
        if a.code != b.code:
            findings.differ(f"{step}: exit code", a.code, b.code)
        results = [run.kept(side, number, "run_results.json") for side in ("dbt", "transform")]
        present = [path.exists() for path in results]
        if all(present):
            manifests.compare_results(findings, step, *results)
            compare_errors(findings, step, *map(manifests.load, results))
        elif any(present):
            findings.differ(f"{step}: run_results.json exists", *present)
        report["results"] = [table.count(manifests.load(path)) if path.exists() else {} for path in results]
    documents = [run.kept(side, len(steps) - 1, "manifest.json") for side in ("dbt", "transform")]
    if documents[1].exists():
        artifacts(findings, dbt["folder"] / "target", transform["folder"] / "target")
    if all(path.exists() for path in documents):
        loaded = [manifests.load(path) for path in documents]
        report["nodes"] = len(loaded[0]["nodes"])
        manifests.compare(findings, *loaded)
        findings.set_aside("codes with other words from built-in macros", other_words(loaded[0]))
        volatile = manifests.volatile_columns(loaded[0]) | set(settings.get("volatile", []))
        since = min(side["outcomes"][0].began for side in (dbt, transform))
        if options.adapter == "duckdb":
            tables.compare(findings, dbt["folder"], transform["folder"], volatile, since)
        else:
            with databases.opened(run.database("dbt")) as a, databases.opened(run.database("transform")) as b:
                tables.compare_databases(findings, a, b, volatile, since)
    report["compared"] = findings.counts
    report["differences"] = len(findings.differences)
    report["kinds"] = {name: len(found) for name, found in findings.kinds()}
    (work / "differences.txt").write_text(findings.text(), encoding="utf-8")
    return report


def artifacts(findings, dbt, transform):
    """Has dbt's classes read what the last step left. What they do not like in dbt's own is no difference."""
    found, counts = read_artifacts.problems(transform)
    findings.count("artifacts read by dbt's classes", len(read_artifacts.ARTIFACTS.keys() & {path.stem for path in transform.glob("*.json")}))
    if found:
        accepted = set(read_artifacts.problems(dbt)[0])
        for problem in found:
            if problem not in accepted:
                findings.differ("artifacts", "", problem)


def other_words(manifest):
    """Tells whether a difference is in code that built-in macros have a part in: they are each program's own words."""
    def calls_built_in(macro, seen):
        if macro.startswith(manifests.BUILT_IN):
            return True
        seen.add(macro)
        called = manifest["macros"].get(macro, {}).get("depends_on", {}).get("macros", [])
        return any(calls_built_in(other, seen) for other in called if other not in seen)

    def is_other_words(where, dbt, transform):
        section, _, rest = where.partition("[")
        key, _, field = rest.partition("].")
        return (section == "nodes" and field in ("compiled_code", "extra_ctes") and not dbt.startswith("(no such")
                and not transform.startswith("(no such")
                and any(calls_built_in(macro, set()) for macro in manifest["nodes"][key]["depends_on"]["macros"]))

    return is_other_words


class Run:
    """One project in its work folder. What a program left is kept, and used again where nothing that it reads has changed."""

    def __init__(self, project, packages, work, settings, steps, adapter):
        self.project, self.packages, self.work, self.settings, self.steps = project, packages, work, settings, steps
        self.adapter = adapter

    def database(self, side):
        """Where what a program left on a server is kept."""
        return re.sub("[^a-z0-9]+", "_", f"{side}_{self.project.label}".lower())[-60:]

    def kept(self, side, number, file):
        return self.work / "artifacts" / f"{side}.{number}.{file}"

    def side(self, name, command, again):
        destination, fresh, record = (self.work / part for part in (name, f"{name}.fresh", f"{name}.outcome"))
        # The copy is fingerprinted before a run, while nothing has been generated.
        checkouts.lay_out(self.project, self.packages, fresh)
        key = sides.fingerprint(fresh, self.settings)
        if not again and record.exists():
            with record.open("rb") as file:
                kept_key, outcomes = pickle.load(file)
            if kept_key == key:
                shutil.rmtree(fresh)
                return {"folder": destination / self.project.inner, "outcomes": outcomes}
        shutil.rmtree(destination, ignore_errors=True)
        fresh.rename(destination)
        side = sides.Side(name, command, destination / self.project.inner, self.work / "profiles", self.settings)
        if self.adapter != "duckdb":
            databases.create()
        outcomes = [self.step(side, number, step) for number, step in enumerate(self.steps)]
        if self.adapter != "duckdb":
            databases.keep(self.database(name))
        with record.open("wb") as file:
            pickle.dump((key, outcomes), file)
        return {"folder": side.folder, "outcomes": outcomes}

    def step(self, side, number, step):
        outcome = side.run(step)
        (self.work / f"{side.name}.{number}.log").write_text(outcome.output, encoding="utf-8")
        for file in ("manifest.json", "run_results.json"):
            keep = self.kept(side.name, number, file)
            keep.parent.mkdir(parents=True, exist_ok=True)
            keep.unlink(missing_ok=True)
            if (side.target / file).exists():
                shutil.copy2(side.target / file, keep)
        return outcome


if __name__ == "__main__":
    main()
