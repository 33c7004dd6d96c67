"""Reads artifacts back with dbt's own classes: read_artifacts.py TARGET_FOLDER

Run it with dbt's Python. It fails when dbt 1.11 cannot read what lies in the folder, which is what tools built on dbt would do.
"""

import pathlib
import sys

from dbt.artifacts.schemas.catalog import CatalogArtifact
from dbt.artifacts.schemas.freshness import FreshnessExecutionResultArtifact
from dbt.artifacts.schemas.manifest import WritableManifest
from dbt.artifacts.schemas.run import RunResultsArtifact
from dbt.contracts.graph.manifest import Manifest


def main(folder):
    manifest_path = folder / "manifest.json"
    writable = WritableManifest.read_and_check_versions(str(manifest_path))
    # What `--state` and `--defer` do with it: the typed graph again, with its lookups.
    manifest = Manifest.from_writable_manifest(writable)
    manifest.build_parent_and_child_maps()
    print(f"manifest: {len(manifest.nodes)} nodes, {len(manifest.sources)} sources, {len(manifest.macros)} macros")
    results_path = folder / "run_results.json"
    if results_path.exists():
        results = RunResultsArtifact.read_and_check_versions(str(results_path))
        unknown = [r.unique_id for r in results.results
                   if r.unique_id not in manifest.nodes and not r.unique_id.startswith(("exposure.", "saved_query.", "unit_test."))]
        if unknown:
            sys.exit(f"run results of nodes that the manifest does not have: {unknown}")
        print(f"run results: {len(results.results)}")
    catalog_path = folder / "catalog.json"
    if catalog_path.exists():
        catalog = CatalogArtifact.read_and_check_versions(str(catalog_path))
        unknown = [key for key in (*catalog.nodes, *catalog.sources) if key not in manifest.nodes and key not in manifest.sources]
        if unknown:
            sys.exit(f"tables of nodes that the manifest does not have: {unknown}")
        print(f"catalog: {len(catalog.nodes)} nodes, {len(catalog.sources)} sources")
    sources_path = folder / "sources.json"
    if sources_path.exists():
        sources = FreshnessExecutionResultArtifact.read_and_check_versions(str(sources_path))
        unknown = [r.unique_id for r in sources.results if r.unique_id not in manifest.sources]
        if unknown:
            sys.exit(f"freshness of sources that the manifest does not have: {unknown}")
        print(f"sources: {len(sources.results)}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]))
