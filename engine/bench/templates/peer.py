#!/usr/bin/env python3
"""Renders the templates of this folder with the real Jinja2, on demand: the other half of `bench templates`.

The first line it prints describes it. Then it answers lines: `text NAME` with what the template prints, as JSON, and
`time NAME COUNT` with the nanoseconds of CPU that so many renders took. Templates are compiled beforehand, and the context is
made once."""
import gc
import json
import pathlib
import platform
import sys
import time

import jinja2
import jinja2.sandbox

HERE = pathlib.Path(__file__).parent


def context():
    types = ("text", "integer", "decimal", "date")
    return {
        "config": lambda **settings: "",
        "ref": lambda name: f'"shop"."main"."{name}"',
        "source": lambda source, table: f'"shop"."{source}"."{table}"',
        "var": lambda name, default=None: default,
        "is_incremental": lambda: False,
        "this": '"shop"."main"."this_model"',
        "columns": [{"name": f"column_{i}", "type": types[i % 4]} for i in range(1000)],
    }


def load(kind):
    environment = {"plain": jinja2.Environment, "sandbox": jinja2.sandbox.SandboxedEnvironment}[kind](
        extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"])
    names = context()
    macros = environment.from_string((HERE / "macros.jinja").read_text(), globals=names).module
    names.update({name: macro for name, macro in vars(macros).items() if not name.startswith("_")})
    return {path.stem: environment.from_string(path.read_text(), globals=names) for path in HERE.glob("*.sql")}


def measure(template, count):
    render = template.render
    gc.collect()
    started = time.process_time_ns()
    for _ in range(count):
        render()
    return time.process_time_ns() - started


def main():
    templates = load(sys.argv[1])
    print(f"Jinja2 {jinja2.__version__} on Python {platform.python_version()}", flush=True)
    for line in sys.stdin:
        verb, name, *count = line.split()
        answer = json.dumps(templates[name].render()) if verb == "text" else measure(templates[name], int(count[0]))
        print(answer, flush=True)


main()
