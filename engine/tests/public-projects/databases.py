"""The databases that the programs fill on a server: made anew for each, and kept under the program's name for the comparison."""

import contextlib

import sides
import tables


def settings(name):
    profile = sides.ADAPTERS["postgres"]
    return {"dbname": name, "host": profile["host"], "port": profile["port"], "user": profile["user"], "password": profile["password"]}


def create():
    """An empty database for the next program."""
    run("drop database if exists {} with (force)", "create database {}", name=sides.ADAPTERS["postgres"]["dbname"])


def keep(label):
    """Keeps what a program left under a name of its own."""
    run("drop database if exists {} with (force)", name=label)
    run(f"alter database {{}} rename to {label}", name=sides.ADAPTERS["postgres"]["dbname"])


@contextlib.contextmanager
def opened(label):
    database = tables.PostgresDatabase(settings(label))
    try:
        yield database
    finally:
        database.close()


def run(*statements, name):
    with opened("postgres") as server:
        for statement in statements:
            server.execute(statement.format(name))
