"""Collects differences between two runs of one project, and groups them by kind."""

import re


class Findings:
    """What the comparing modules of ../parity report to: counts what was compared and keeps every difference."""

    def __init__(self):
        self.counts = {}
        self.differences = []

    def count(self, what, number=1):
        self.counts[what] = self.counts.get(what, 0) + number

    def differ(self, where, dbt, transform):
        self.differences.append((where, str(dbt), str(transform)))

    def set_aside(self, what, applies):
        """Counts the differences that something applies to, and forgets them."""
        aside = [difference for difference in self.differences if applies(*difference)]
        if aside:
            self.count(what, len(aside))
            self.differences = [difference for difference in self.differences if not applies(*difference)]

    def kinds(self):
        """The differences by place with the names taken out, most frequent first."""
        kinds = {}
        for difference in self.differences:
            kinds.setdefault(kind(difference[0]), []).append(difference)
        return sorted(kinds.items(), key=lambda item: -len(item[1]))

    def text(self, examples=3, width=400):
        lines = []
        for name, differences in self.kinds():
            lines.append(f"≠ {name}: {len(differences)}")
            for where, dbt, transform in differences[:examples]:
                lines.append(f"    {where}")
                lines.extend(shown(dbt, transform, width))
        return "\n".join(lines) + "\n"


def compare_errors(findings, step, dbt, transform):
    """Where a node failed in both, whether the warehouse said the same kind of thing."""
    messages = [{result["unique_id"]: result.get("message") or "" for result in results["results"] if result["status"] == "error"}
                for results in (dbt, transform)]
    for key in messages[0].keys() & messages[1].keys():
        kinds = [re.search(r"\b([A-Z][a-z]+(?: [A-Z][a-z]+)? Error):", messages[side][key].replace("Runtime Error in", ""))
                 for side in (0, 1)]
        if all(kinds) and kinds[0].group(1) != kinds[1].group(1):
            findings.differ(f"{step}: {key}: kind of error", kinds[0].group(1), kinds[1].group(1))


def kind(where):
    where = re.sub(r"\[[^\]]*\]", "[]", where, count=1)
    where = re.sub(r": (model|test|seed|snapshot|operation|unit_test|analysis|function)\.[^:]*", r": \1", where)
    return re.sub(r"\.columns\.[^.]*", ".columns.*", where)


def shown(dbt, transform, width):
    if "\n" in dbt or "\n" in transform:
        import difflib
        lines = difflib.unified_diff(dbt.splitlines(), transform.splitlines(), "dbt", "transform", lineterm="", n=0)
        return [f"        {line[:width]}" for line in list(lines)[2:14]]
    # Where long texts part is what matters.
    start = max(0, next((i for i, (a, b) in enumerate(zip(dbt, transform)) if a != b), 0) - width // 2)
    return [f"        dbt:       {dbt[start:start + width]}", f"        transform: {transform[start:start + width]}"]
