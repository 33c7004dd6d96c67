using Transform.Planning;

namespace Transform.Documentation.Artifacts;

/// <summary>The ephemeral models that a node reads, as the CTEs that compilation put in front of it.</summary>
internal sealed class EphemeralCtes(Graph graph, IReadOnlyDictionary<string, CompiledNode> compiled)
{
    /// <summary>Most projects have none, and most nodes need not be asked.</summary>
    public bool HasAny { get; } = graph.Nodes.Values.Any(node => node is ModelNode { IsEphemeral: true });

    /// <summary>Innermost first: an ephemeral model may itself read ephemeral models.</summary>
    public List<(string Id, string Sql)> Read(Node node)
    {
        var ctes = new List<(string, string)>();
        foreach (var parent in node.DependsOn)
        {
            Add(parent, ctes);
        }

        return ctes;
    }

    private void Add(string id, List<(string Id, string Sql)> ctes)
    {
        if (!graph.Nodes.TryGetValue(id, out var found) || found is not ModelNode { IsEphemeral: true } model
            || ctes.Exists(cte => string.Equals(cte.Id, id, StringComparison.Ordinal)))
        {
            return;
        }

        foreach (var parent in model.DependsOn)
        {
            Add(parent, ctes);
        }

        if (compiled.TryGetValue(id, out var built) && built.Code is { } code)
        {
            ctes.Add((id, $" __dbt__cte__{model.Name} as (\n{Own(model, code)}\n)"));
        }
    }

    // A model's own SQL: compiled by itself, it too has the CTEs of what it reads in front.
    private string Own(ModelNode model, string code)
    {
        var inner = Read(model);
        if (inner.Count == 0)
        {
            return code;
        }

        var text = string.Join(", ", inner.Select(cte => cte.Sql));
        var start = code.IndexOf(text, StringComparison.Ordinal);
        if (start < 0)
        {
            return code;
        }

        var end = start + text.Length;
        var with = code.LastIndexOf("with", start, StringComparison.OrdinalIgnoreCase);
        return end < code.Length && code[end] == ','
            ? string.Concat(code.AsSpan(0, start), code.AsSpan(end + 1).TrimStart(' '))
            : string.Concat(code.AsSpan(0, Math.Max(with, 0)), code.AsSpan(end).TrimStart(' '));
    }
}
