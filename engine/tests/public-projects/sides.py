"""Runs one of the two programs on its copy of a project and keeps what came out."""

import datetime
import hashlib
import json
import os
import resource
import shlex
import subprocess
import sys
import time

import yaml

DBT = [sys.executable, "-c", "from dbt.cli.main import cli; cli()"]
TIMEOUT = 1800


ADAPTERS = {
    # The file lies in each program's copy of the project, so that both start with an empty database of one name.
    "duckdb": {"type": "duckdb", "path": "warehouse.duckdb", "schema": "analytics"},
    # Each program starts with an empty database of that name; what it left is kept under another.
    "postgres": {"type": "postgres", "dbname": "warehouse", "schema": "analytics", **{
        key: os.environ.get(f"PG{variable}", default)
        for key, variable, default in (("host", "HOST", "127.0.0.1"), ("user", "USER", "postgres"), ("password", "PASSWORD", "unused"))},
        "port": int(os.environ.get("PGPORT", "5432"))},
}


class Outcome:
    """How one command ended, and when it began."""

    def __init__(self, step, code, output, began, seconds, cpu):
        self.step, self.code, self.output, self.began, self.seconds, self.cpu = step, code, output, began, seconds, cpu


class Side:
    """One program with its copy of the project. Results are kept under .outcome and used again for the same inputs."""

    def __init__(self, name, command, folder, profiles, settings):
        self.name, self.command, self.folder, self.profiles, self.settings = name, command, folder, profiles, settings
        self.target = folder / "target"

    def run(self, step):
        for stale in ("run_results.json", "manifest.json", "sources.json"):
            (self.target / stale).unlink(missing_ok=True)
        command = [*self.command, *shlex.split(step), "--profiles-dir", str(self.profiles), "--target-path", "target"]
        variables = self.settings.get("vars")
        if variables:
            command += ["--vars", yaml.safe_dump(variables, default_flow_style=True, width=10**6).strip()]
        if self.settings.get("profile"):
            command += ["--profile", self.settings["profile"]]
        environment = {**os.environ, "DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "DO_NOT_TRACK": "1", "NO_COLOR": "1",
                       "DBT_USE_COLORS": "false", **self.settings.get("env", {})}
        began = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        started = time.monotonic()
        try:
            done = subprocess.run(command, cwd=self.folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                  stdin=subprocess.DEVNULL, timeout=TIMEOUT, encoding="utf-8", errors="replace")
            code, output = done.returncode, done.stdout
        except subprocess.TimeoutExpired as late:
            code, output = -1, f"{late.stdout or ''}\nstopped after {TIMEOUT} seconds"
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return Outcome(step, code, output, began, time.monotonic() - started, cpu)


def fingerprint(folder, settings):
    """A digest of everything that a run reads."""
    digest = hashlib.sha256(json.dumps(settings, sort_keys=True).encode())
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(str(path.relative_to(folder)).encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def write_profile(folder, project, settings, adapter):
    """A profiles.yml under whatever name the project asks for; gives the name to pass where that name is a template."""
    folder.mkdir(parents=True, exist_ok=True)
    name = str(project.file.get("profile") or "public_project")
    given = "{{" in name or "profile" not in project.file
    name = "public_project" if given else name
    output = {**ADAPTERS[adapter], "threads": settings.get("threads", 4), **settings.get("output", {})}
    target = settings.get("target", "dev")
    profile = {name: {"target": target, "outputs": {target: output}}}
    (folder / "profiles.yml").write_text(yaml.safe_dump(profile, sort_keys=False), encoding="utf-8")
    return name if given else None
