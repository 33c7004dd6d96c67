"""Finds dbt projects in a folder of checkouts and lays out a runnable copy of one, with its packages."""

import os
import pathlib
import re
import shutil

import yaml

LEFT_OUT = {".git", "target", "logs", "node_modules", ".venv", "dbt_packages", "dbt_modules"}
# Databases may be written to by the project itself: copied, while everything else is linked.
WRITABLE = {".duckdb", ".db", ".wal"}


def read_yaml(path):
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (OSError, yaml.YAMLError, UnicodeDecodeError):
        return {}


class Project:
    """A folder with a dbt_project.yml inside a checkout."""

    def __init__(self, checkout, folder):
        self.checkout = checkout
        self.folder = folder
        self.inner = folder.relative_to(checkout)
        self.file = read_yaml(folder / "dbt_project.yml")
        self.package_name = self.file.get("name") or ""
        self.name = "/".join([checkout.name.replace("+", "/", 1), *self.inner.parts])

    @property
    def label(self):
        return re.sub(r"[^\w.-]+", "--", self.name)


def find(root):
    """Every project under the folder of checkouts, outermost first; installed packages are not looked into."""
    found = []
    for checkout in sorted(path for path in root.iterdir() if path.is_dir()):
        for folder, subfolders, files in os.walk(checkout):
            subfolders[:] = sorted(name for name in subfolders if name not in LEFT_OUT)
            if "dbt_project.yml" in files:
                found.append(Project(checkout, pathlib.Path(folder)))
    return found


class Packages:
    """Finds the checkout of a package by the name in its dbt_project.yml, preferring the owner that a list asks for."""

    def __init__(self, projects):
        self.by_name = {}
        for project in projects:
            # Test projects and the like lie deeper than the package that they belong to.
            self.by_name.setdefault(project.package_name, []).append(project)
        for candidates in self.by_name.values():
            candidates.sort(key=lambda project: len(project.inner.parts))

    def collect(self, project):
        """The folders of all packages that a project needs, by name, and what could not be found."""
        needed, missing, waiting = {}, [], [project.folder]
        while waiting:
            folder = waiting.pop()
            for entry in listed(folder):
                found = self.locate(folder, entry)
                if found is None:
                    missing.append(entry.get("package") or entry.get("git") or entry.get("local") or str(entry))
                    continue
                name = read_yaml(found / "dbt_project.yml").get("name")
                if name not in needed:
                    needed[name] = found
                    waiting.append(found)
        return needed, missing

    def locate(self, folder, entry):
        if "local" in entry:
            path = (folder / entry["local"]).resolve()
            return path if (path / "dbt_project.yml").exists() else None
        wanted = entry.get("package") or entry.get("git") or entry.get("private") or entry.get("name") or ""
        owner, _, name = re.sub(r"\.git$", "", wanted).replace(":", "/").rpartition("/")
        owner = owner.rpartition("/")[2]
        inner = pathlib.PurePath(entry.get("subdirectory") or ".")
        candidates = [project for projects in self.by_name.values() for project in projects
                      if project.inner == inner and project.checkout.name.rpartition("+")[2].lower() == name.lower()]
        candidates += self.by_name.get(name, []) or self.by_name.get(name.replace("-", "_"), [])
        candidates = [project for project in candidates if len(project.inner.parts) <= len(inner.parts)] or candidates
        for project in candidates:
            if project.checkout.name.partition("+")[0].lower() == owner.lower():
                return project.folder
        return candidates[0].folder if candidates else None


def listed(folder):
    entries = []
    for name in ("packages.yml", "dependencies.yml"):
        entries += read_yaml(folder / name).get("packages") or []
    return [entry for entry in entries if isinstance(entry, dict)]


def lay_out(project, packages, destination):
    """Copies the checkout and puts the packages beside the project. Gives the copy's project folder."""
    shutil.rmtree(destination, ignore_errors=True)
    copy_tree(project.checkout, destination)
    folder = destination / project.inner
    installed = folder / (project.file.get("packages-install-path") or "dbt_packages")
    for name, source in packages.items():
        copy_tree(source, installed / name)
    return folder


def copy_tree(source, destination):
    def ignored(folder, names):
        return [name for name in names if name in LEFT_OUT]

    def copy(file, target):
        if pathlib.Path(file).suffix in WRITABLE:
            return shutil.copy2(file, target)
        return os.link(os.path.realpath(file), target)

    shutil.copytree(source, destination, ignore=ignored, copy_function=copy, ignore_dangling_symlinks=True)
