"""Reads artifacts back with dbt's own classes and holds them to their schemas: read_artifacts.py TARGET_FOLDER ...

Run it with dbt's Python. It fails when dbt 1.11 cannot read what lies in a folder, which is what tools built on dbt would do, or when a key,
a type or a required field is not what dbt's schemas say.
"""

import functools
import json
import pathlib
import sys

import jsonschema
from dbt.artifacts.schemas.catalog import CatalogArtifact
from dbt.artifacts.schemas.freshness import FreshnessExecutionResultArtifact
from dbt.artifacts.schemas.manifest import WritableManifest
from dbt.artifacts.schemas.run import RunResultsArtifact
from dbt.contracts.graph.manifest import Manifest

ARTIFACTS = {"manifest": WritableManifest, "run_results": RunResultsArtifact, "catalog": CatalogArtifact, "sources": FreshnessExecutionResultArtifact}
# Of one artifact more would only say the same again.
MOST = 10


def problems(folder):
    """What is wrong with the artifacts of a folder; and how many entries each has."""
    found, counts, read = [], {}, {}
    for name, artifact in ARTIFACTS.items():
        path = pathlib.Path(folder) / f"{name}.json"
        if not path.exists():
            continue
        try:
            read[name] = artifact.read_and_check_versions(str(path))
        except Exception as error:
            found.append(f"{name}: {type(error).__name__}: {error}")
            continue
        found += [f"{name}{problem}" for problem in broken(name, json.loads(path.read_text(encoding="utf-8")))]
    if "manifest" not in read:
        return [*found, "there is no manifest.json that can be read"], counts
    # What `--state` and `--defer` do with it: the typed graph again, with its lookups.
    manifest = Manifest.from_writable_manifest(read["manifest"])
    manifest.build_parent_and_child_maps()
    counts.update(nodes=len(manifest.nodes), sources=len(manifest.sources), macros=len(manifest.macros))
    known = {name: set() for name in ARTIFACTS} | {
        "run_results": {*manifest.nodes, *manifest.exposures, *manifest.saved_queries, *manifest.unit_tests, *manifest.functions},
        "catalog": {*manifest.nodes, *manifest.sources},
        "sources": {*manifest.sources},
    }
    for name, ids in (
        ("run_results", lambda artifact: [result.unique_id for result in artifact.results]),
        ("catalog", lambda artifact: [*artifact.nodes, *artifact.sources]),
        ("sources", lambda artifact: [result.unique_id for result in artifact.results]),
    ):
        if name in read:
            found_ids = ids(read[name])
            counts[f"in {name}"] = len(found_ids)
            # Hooks have results and no place in the manifest that is written.
            unknown = [key for key in found_ids if key not in known[name] and not key.startswith("operation.")]
            if unknown:
                found.append(f"{name}: the manifest does not have {unknown[:MOST]}")
    return found, counts


@functools.cache
def validator(name):
    return jsonschema.Draft7Validator(ARTIFACTS[name].json_schema())


def broken(name, document):
    found = []
    for error in validator(name).iter_errors(document):
        # Of several kinds of object that it may be, the one that was meant is the one that says most.
        best = jsonschema.exceptions.best_match([error])
        found.append(f"{''.join(f'[{part}]' for part in best.absolute_path)}: {best.message[:300]}")
        if len(found) == MOST:
            break
    return found


def main(folders):
    failed = False
    for folder in folders:
        found, counts = problems(folder)
        failed |= bool(found)
        print("\n".join([f"{folder}: " + ", ".join(f"{count} {name}" for name, count in counts.items()), *found]), flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1:])
