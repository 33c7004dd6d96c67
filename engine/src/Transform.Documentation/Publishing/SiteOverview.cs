using Transform.Documentation.Artifacts;
using Transform.Loading;
using Transform.Planning;

namespace Transform.Documentation.Publishing;

/// <summary>What every page needs, and what the first one shows.</summary>
internal static class SiteOverview
{
    private const string OverviewBlock = "__overview__";

    public static void Write(ArtifactJson json, SiteContent content, SiteEntries entries, IReadOnlyList<GuidePage> guide, int buckets)
    {
        var graph = content.Graph;
        var writer = json.Writer;
        writer.WriteStartObject();
        json.Text("project"u8, graph.Project.Main.Name);
        writer.WriteString("generated"u8, content.Generated.UtcDateTime);
        json.Text("adapter"u8, graph.Project.Target.Type);
        json.Text("target"u8, graph.Project.Target.Name);
        writer.WriteNumber("buckets"u8, buckets);
        json.Text("home"u8, Home(graph.Project) is { } home ? SafeMarkdown.ToHtml(home) : null);
        writer.WriteBoolean("hasCatalog"u8, content.Catalog is not null);
        writer.WriteStartArray("guide"u8);
        foreach (var page in guide)
        {
            writer.WriteStartArray();
            json.Text(page.Name);
            json.Text(page.Title);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("counts"u8);
        foreach (var group in entries.All.GroupBy(static entry => entry.Type))
        {
            writer.WriteStartArray();
            writer.WriteStringValue(group.Key);
            writer.WriteNumberValue(group.Count());
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        Runs(json, content);
        Freshness(json, content);
        writer.WriteEndObject();
    }

    // The project's own before those of its packages, as in dbt.
    private static string? Home(Project project) => project.Packages.OrderBy(package => package == project.Main ? 0 : 1)
        .SelectMany(static package => package.Docs).FirstOrDefault(static block => block.Name == OverviewBlock)?.Text;

    private static void Runs(ArtifactJson json, SiteContent content)
    {
        var writer = json.Writer;
        writer.WriteStartArray("runs"u8);
        foreach (var run in content.Runs)
        {
            writer.WriteStartObject();
            json.Text("command"u8, run.Command);
            writer.WriteString("started"u8, run.Started.UtcDateTime);
            writer.WriteNumber("elapsed"u8, run.Elapsed.TotalSeconds);
            writer.WriteStartObject("statuses"u8);
            foreach (var status in run.Nodes.GroupBy(static result => result.Status))
            {
                writer.WriteNumber(status.Key, status.Count());
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Freshness(ArtifactJson json, SiteContent content)
    {
        if (content.Freshness is not { } states)
        {
            json.Null("freshness"u8);
            return;
        }

        json.Writer.WriteStartObject("freshness"u8);
        foreach (var status in states.Values.GroupBy(static state => state.Status))
        {
            json.Writer.WriteNumber(status.Key, status.Count());
        }

        json.Writer.WriteEndObject();
    }
}
