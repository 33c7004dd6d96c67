"""Compares the tables and views of two databases, DuckDB's or PostgreSQL's."""

import collections
import math

import duckdb


class PostgresDatabase:
    """A database of PostgreSQL with as much of DuckDB's connection as the comparison needs."""

    def __init__(self, settings):
        import psycopg2
        self.errors = psycopg2.Error
        self.connection = psycopg2.connect(**settings)
        self.connection.autocommit = True
        psycopg2.extensions.register_type(psycopg2.extensions.new_type((1082, 1083, 1114, 1184, 1186), "TIME", lambda text, _: text))

    def execute(self, query):
        cursor = self.connection.cursor()
        cursor.execute(query)
        return cursor

    def close(self):
        self.connection.close()


RELATIONS = {
    duckdb.DuckDBPyConnection:
        "select table_schema, table_name, table_type from information_schema.tables "
        "where table_schema not in ('transform_meta') and table_catalog = current_database()",
    PostgresDatabase:
        "select n.nspname, c.relname, c.relkind::text || c.relpersistence::text from pg_class c join pg_namespace n on n.oid = c.relnamespace "
        "where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')",
}

COLUMNS = {
    duckdb.DuckDBPyConnection: "describe {}",
    PostgresDatabase:
        "select attname, upper(format_type(atttypid, atttypmod)) from pg_attribute "
        "where attrelid = '{}'::regclass and attnum > 0 and not attisdropped order by attnum",
}


def compare(report, dbt_folder, transform_folder, volatile, since=None):
    """Compares every relation. Columns that hold only times after `since` are times of the run, and differ."""
    names = [sorted(path.relative_to(folder) for path in folder.rglob("*.duckdb"))
             for folder in (dbt_folder, transform_folder)]
    if names[0] != names[1]:
        report.differ("database files", [str(n) for n in names[0]], [str(n) for n in names[1]])
    for name in names[0]:
        if name in names[1]:
            with duckdb.connect(str(dbt_folder / name), read_only=True) as a, \
                    duckdb.connect(str(transform_folder / name), read_only=True) as b:
                for connection, folder in ((a, dbt_folder), (b, transform_folder)):
                    # Views may read files by paths relative to the project.
                    connection.execute("set file_search_path = '{}'".format(str(folder).replace("'", "''")))
                compare_databases(report, a, b, volatile, since)


def compare_databases(report, a, b, volatile, since):
    relations = [list_relations(connection) for connection in (a, b)]
    for name in sorted(relations[0].keys() | relations[1].keys()):
        where = ".".join(name)
        kinds = [found.get(name, "(does not exist)") for found in relations]
        if kinds[0] != kinds[1]:
            report.differ(where, *kinds)
        if name in relations[0] and name in relations[1]:
            report.count("relations")
            compare_relation(report, a, b, name, where, volatile, since)


def list_relations(connection):
    return {(schema, name): kind for schema, name, kind in connection.execute(RELATIONS[type(connection)]).fetchall()}


def compare_relation(report, a, b, name, where, volatile, since):
    quoted = ".".join('"' + part.replace('"', '""') + '"' for part in name)
    described = [fetch(connection, COLUMNS[type(connection)].format(quoted.replace("'", "''"))) for connection in (a, b)]
    columns = [[row[:2] for row in found] if isinstance(found, list) else found for found in described]
    if columns[0] != columns[1]:
        report.differ(f"{where}: columns", *columns)
        return
    columns = columns[0]
    if isinstance(columns, str):
        return  # A view that neither can read, since what it reads is gone.
    volatile = volatile | {f"{where}.{column}" for column, kind in columns
                           if since and kind.startswith("TIMESTAMP") and all(is_recent(c, quoted, column, since) for c in (a, b))}
    if f"{where}.dbt_valid_from" in volatile:
        volatile = volatile | {f"{where}.dbt_scd_id"}  # A hash of that time, too.
    shown = ", ".join(
        f'"{column}" is null' if f"{where}.{column}" in volatile else f'"{column}"' for column, _ in columns)
    rows = [fetch(connection, f"select {shown} from {quoted}") for connection in (a, b)]
    if any(isinstance(side, str) for side in rows):
        if rows[0] != rows[1]:
            report.differ(f"{where}: rows", *(side if isinstance(side, str) else f"{len(side)} rows" for side in rows))
        return
    report.count("rows", len(rows[0]))
    counted = [collections.Counter(map(repr, side)) for side in rows]
    if counted[0] == counted[1]:
        return
    if len(rows[0]) == len(rows[1]) and all(map(close, *(sorted(side, key=rounded) for side in rows))):
        return
    missing, extra = counted[0] - counted[1], counted[1] - counted[0]
    report.differ(f"{where}: rows ({len(rows[0])} and {len(rows[1])})",
                  f"{missing.total()} only here, such as {list(missing)[:2]}",
                  f"{extra.total()} only here, such as {list(extra)[:2]}")


def fetch(connection, query):
    """The rows, or what kind of error the query is."""
    try:
        return connection.execute(query).fetchall()
    except getattr(connection, "errors", duckdb.Error) as error:
        return type(error).__name__


def is_recent(connection, relation, column, since):
    found = fetch(connection, f"select min(\"{column}\")::timestamp >= timestamp '{since}' from {relation}")
    return isinstance(found, list) and found[0][0] is True


def rounded(row):
    return repr([float(f"{value:.9g}") if isinstance(value, float) else value for value in row])


def close(a, b):
    # Sums of floats depend on the order in which threads add them up.
    return all(math.isclose(x, y, rel_tol=1e-9, abs_tol=1e-9) if isinstance(x, float) and isinstance(y, float) else x == y
               for x, y in zip(a, b))
