"""Runs dbt and Transform on copies of one project on DuckDB and compares what they leave behind.

    compare.py PROJECT [--transform PATH] [--steps "build; build; compile"] [--ignore schema.table.column ...]
               [--known FILE] [--keep]

Run it with dbt's Python. After each step it compares exit codes and the statuses in run_results.json; at the end the manifests,
node by node and key by key, and every table and view row by row. It prints each difference and a closing line with counts, and
exits with 1 when there is a difference. A project's known.txt lists differences that are accepted, one pattern a line, with the
brackets of the place as < and >.
"""

import argparse
import fnmatch
import pathlib
import shutil
import subprocess
import sys
import tempfile

import manifests
import tables

DBT = [sys.executable, "-c", "from dbt.cli.main import cli; cli()"]
HERE = pathlib.Path(__file__).resolve().parent
GENERATED = shutil.ignore_patterns("target", "logs", ".git", "engine", "*.duckdb", "dbt_packages", "node_modules", "known.txt")


class Side:
    """One of the two programs with its own copy of the project."""

    def __init__(self, name, command, project, work):
        self.name = name
        self.command = command
        self.folder = work / name
        shutil.copytree(project, self.folder, ignore=GENERATED)
        own = self.folder / "transform.yml"
        if name == "dbt" and own.exists():
            own.rename(self.folder / "dbt_project.yml")
        nested = self.folder / "project" / "profiles.yml"
        self.profiles = nested.parent if nested.exists() else self.folder

    def run(self, step):
        # What an earlier step left is not what this one did.
        if not step.startswith("retry"):
            (self.target / "run_results.json").unlink(missing_ok=True)
        command = [*self.command, *step.split(), "--profiles-dir", str(self.profiles)]
        done = subprocess.run(command, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        return done.returncode, done.stdout

    @property
    def target(self):
        return self.folder / "target"


class Report:
    """Collects differences and prints them as they come. What a project's known.txt lists is only counted."""

    def __init__(self, known=None):
        self.differences = 0
        self.counts = {}
        lines = known.read_text(encoding="utf-8").splitlines() if known and known.exists() else []
        self.known = {line.strip(): 0 for line in lines if line.strip() and not line.startswith("#")}

    def count(self, what, number=1):
        self.counts[what] = self.counts.get(what, 0) + number

    def differ(self, where, dbt, transform):
        for pattern in self.known:
            if fnmatch.fnmatchcase(where.replace("[", "<").replace("]", ">"), pattern):
                self.known[pattern] += 1
                self.count("known differences")
                return
        self.differences += 1
        print(f"≠ {where}")
        dbt, transform = str(dbt), str(transform)
        if "\n" in dbt or "\n" in transform:
            import difflib
            for line in difflib.unified_diff(dbt.splitlines(), transform.splitlines(), "dbt", "transform", lineterm="", n=1):
                print(f"    {line}")
        else:
            print(f"    dbt:       {dbt[:400]}")
            print(f"    transform: {transform[:400]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("project", type=pathlib.Path)
    parser.add_argument("--transform", default=str(HERE.parents[2] / "transform"))
    parser.add_argument("--steps", default="build; build; compile")
    parser.add_argument("--ignore", action="append", default=[], help="schema.table.column whose values may differ")
    parser.add_argument("--known", type=pathlib.Path, help="accepted differences (default: known.txt in the project)")
    parser.add_argument("--keep", action="store_true", help="keep the copies and say where they are")
    options = parser.parse_args()

    work = pathlib.Path(tempfile.mkdtemp(prefix="parity-"))
    report = Report(options.known or options.project / "known.txt")
    try:
        sides = [Side("dbt", DBT, options.project, work), Side("transform", [options.transform], options.project, work)]
        for number, step in enumerate(part.strip() for part in options.steps.split(";") if part.strip()):
            run_step(report, sides, f"step {number + 1} ({step})", step)
        if all((side.target / "manifest.json").exists() for side in sides):
            documents = [manifests.load(side.target / "manifest.json") for side in sides]
            manifests.compare(report, *documents)
            volatile = manifests.volatile_columns(documents[0]) | set(options.ignore)
            tables.compare(report, *(side.folder for side in sides), volatile)
    finally:
        if options.keep:
            print(f"copies: {work}")
        else:
            shutil.rmtree(work, ignore_errors=True)
    for pattern in [pattern for pattern, seen in report.known.items() if not seen]:
        print(f"no longer different: {pattern} (take it out of known.txt)")
    counts = ", ".join(f"{number} {what}" for what, number in report.counts.items())
    print(f"compared {counts}: {report.differences} differences")
    sys.exit(1 if report.differences else 0)


def run_step(report, sides, where, step):
    report.count("steps")
    outcomes = [side.run(step) for side in sides]
    codes = [code for code, _ in outcomes]
    if codes[0] != codes[1]:
        report.differ(f"{where}: exit code", *codes)
        for side, (code, output) in zip(sides, outcomes):
            print(f"--- the end of {side.name}'s output, exit code {code}")
            print(output[-3000:])
    paths = [side.target / "run_results.json" for side in sides]
    present = [path.exists() for path in paths]
    if present[0] != present[1]:
        report.differ(f"{where}: run_results.json exists", *present)
    elif all(present):
        manifests.compare_results(report, where, *paths)


if __name__ == "__main__":
    main()
