using System.Collections.Immutable;
using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Collects the generic tests that YAML asks for.</summary>
internal sealed class TestRequests(Plan plan, Evaluation evaluation)
{
    /// <summary>All of them, those of models, seeds and snapshots before those of sources.</summary>
    public List<TestRequest> Collect()
    {
        var requests = new List<TestRequest>();
        foreach (var draft in plan.FileDrafts)
        {
            if (draft.Patch is not { } patch || draft.Type is not (ResourceType.Model or ResourceType.Seed or ResourceType.Snapshot))
            {
                continue;
            }

            Add(requests, Target(patch, draft.Type, draft.Name, draft.Version, draft), patch.Columns, patch.Tests, []);
        }

        // What bears the name is tested all the same, whatever it is.
        foreach (var entry in plan.StrayEntries)
        {
            var target = Target(entry.Patch, entry.Type, entry.Patch.Properties.Name, entry.Version, null);
            Add(requests, target, entry.Patch.Columns, entry.Patch.Tests, []);
        }

        foreach (var draft in plan.SourceDrafts)
        {
            var (source, table) = draft.Source!;
            var target = new TestTarget(draft.Package, source.File.Path, draft.Name)
            {
                Source = draft.Source,
                Model = $"{{{{ get_where_subquery(source('{source.Name}', '{table.Name}')) }}}}",
                NameInTest = $"{source.Name}_{table.Name}",
                FileKey = $"sources.{source.Name}",
                Prefix = "source_",
            };

            // dbt reads a source's own tests before those of its columns.
            var tags = source.Tags.AddRange(table.Tags);
            foreach (var test in table.Tests)
            {
                requests.Add(new TestRequest(target, test, null, tags));
            }

            Add(requests, target, table.Columns, [], tags);
        }

        return requests;
    }

    private TestTarget Target(Patch patch, ResourceType type, string name, Value version, Draft? node) =>
        new(patch.Package, patch.Properties.File.Path, name)
        {
            Model = version.IsNone
                ? $"{{{{ get_where_subquery(ref('{name}')) }}}}"
                : $"{{{{ get_where_subquery(ref('{name}', version='{version}')) }}}}",
            NameInTest = version.IsNone ? name : $"{name}_v{version}",
            FileKey = $"{type.ToName()}s.{name}",
            Version = version,
            Node = Attached(patch.Package, name, version, node),
        };

    // dbt looks for it by its name: in the package of the YAML, or among all that is turned off, where versions are not found.
    private Draft? Attached(Package package, string name, Value version, Draft? node)
    {
        if (node?.Package == package && (version.IsNone || evaluation.IsEnabledByItself(node)))
        {
            return node;
        }

        var namesakes = plan.FileDrafts.FindAll(d => d.Name == name && !d.IsVersioned
            && d.Type is ResourceType.Model or ResourceType.Seed or ResourceType.Snapshot);
        return (version.IsNone ? namesakes.Find(d => d.Package == package && evaluation.IsEnabledByItself(d)) : null)
            ?? namesakes.Find(d => !evaluation.IsEnabledByItself(d));
    }

    private static void Add(
        List<TestRequest> requests, TestTarget target, ImmutableArray<ColumnProperties> columns, ImmutableArray<TestDefinition> tests,
        ImmutableArray<string> tags)
    {
        foreach (var column in columns)
        {
            if (column.Tests.IsEmpty)
            {
                continue;
            }

            var columnTags = column.Config.ContainsKey("tags")
                ? [.. tags, .. column.Tags, .. ConfigMerge.Listed(column.Config["tags"]).Select(t => t.ToString())]
                : tags.IsEmpty ? column.Tags : tags.AddRange(column.Tags);
            foreach (var test in column.Tests)
            {
                requests.Add(new TestRequest(target, test, column, columnTags));
            }
        }

        foreach (var test in tests)
        {
            requests.Add(new TestRequest(target, test, null, tags));
        }
    }
}

/// <summary>What a generic test is written under.</summary>
/// <param name="Package">The package of the YAML.</param>
internal sealed record TestTarget(Package Package, string File, string Name)
{
    public Value Version { get; init; } = Value.None;

    /// <summary>What dbt says that the tests are attached to.</summary>
    public Draft? Node { get; init; }

    public SourceParts? Source { get; init; }

    public required string Model { get; init; }

    public required string NameInTest { get; init; }

    public required string FileKey { get; init; }

    public string Prefix { get; init; } = string.Empty;
}

/// <summary>One entry of a list of tests.</summary>
internal sealed record TestRequest(TestTarget Target, TestDefinition Test, ColumnProperties? Column, ImmutableArray<string> Tags);
