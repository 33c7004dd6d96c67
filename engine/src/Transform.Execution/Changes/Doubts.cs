using System.Text;
using Transform.Adapters;
using Transform.Compilation;
using Transform.Planning;

namespace Transform.Execution.Changes;

/// <summary>Finds what SQL reads besides its inputs, and what gives other rows each time.</summary>
internal sealed class Doubts(ResultVersions versions, FileStamps files)
{
    /// <summary>Why it may come out differently though nothing has changed, and what tells the files apart that it reads.</summary>
    public (string? Doubt, string Files) Of(Node node, string? sql, NodeContext context)
    {
        var said = node.Config.Get("meta").AsDict() is { } meta && meta.TryGetValue("volatile", out var value) && value.TryGetBoolean(out var flag) ? flag : default(bool?);
        if (said == true)
        {
            return ("its meta says that it is volatile", string.Empty);
        }

        if (node.Config.Materialized is "external" && node is ModelNode)
        {
            return ("its file is written each time", string.Empty);
        }

        if (sql is null || node is not TemplateNode template)
        {
            return (null, string.Empty);
        }

        var reads = SqlReads.Of(sql, Readable(template, context));
        var doubt = reads.Doubt;
        var text = new StringBuilder();
        foreach (var file in reads.Files)
        {
            if (files.Of(file) is { } stamp)
            {
                text.Append(stamp);
            }
            else
            {
                doubt ??= $"nothing tells whether {file} is another file";
            }
        }

        return (said == false ? null : doubt, text.ToString());
    }

    private HashSet<string> Readable(TemplateNode node, NodeContext context)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        void Add(Relation relation)
        {
            if (relation.Identifier is { } identifier)
            {
                names.Add(identifier.ToLowerInvariant());
                names.Add($"{relation.Schema?.ToLowerInvariant()}.{identifier.ToLowerInvariant()}");
            }
        }

        Add(node.Relation);
        foreach (var input in versions.Reads(node))
        {
            Add(input is SourceNode ? input.Relation : context.PlaceOf(input));
        }

        return names;
    }
}
