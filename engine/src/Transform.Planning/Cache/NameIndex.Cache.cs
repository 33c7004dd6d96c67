using Transform.Loading;

namespace Transform.Planning;

/// <content>An index that was built before.</content>
internal sealed partial class NameIndex
{
    public NameIndex(Project project, CacheReader reader)
    {
        this.project = project;
        nodePackageFirst = project.Behaves(ProjectFlags.NodePackageFirst);
        foreach (var index in (ReadOnlySpan<Dictionary<string, NameEntry[]>>)[nodes, disabledNodes, sources, disabledSources, functions, disabledFunctions])
        {
            var count = reader.Count();
            index.EnsureCapacity(count);
            for (var i = 0; i < count; i++)
            {
                index.Add(reader.Text(), reader.List(static r => new NameEntry(r.Text(), r.Text())));
            }
        }

        for (var count = reader.Count(); count > 0; count--)
        {
            versions.Add(reader.Text(), [.. reader.Texts()]);
        }
    }

    public void Write(CacheWriter writer)
    {
        foreach (var index in (ReadOnlySpan<Dictionary<string, NameEntry[]>>)[nodes, disabledNodes, sources, disabledSources, functions, disabledFunctions])
        {
            writer.Number(index.Count);
            foreach (var (name, entries) in index)
            {
                writer.Text(name);
                writer.List(entries, entry =>
                {
                    writer.Text(entry.Package);
                    writer.Text(entry.UniqueId);
                });
            }
        }

        writer.Number(versions.Count);
        foreach (var (name, known) in versions)
        {
            writer.Text(name);
            writer.Texts([.. known]);
        }
    }
}
