using System.Collections.Frozen;
using System.Collections.Immutable;
using Transform.Core;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Whether a node's configs are written as they were. Which of them count is dbt's choice. What a config becomes for a target is no
/// difference, where the manifests let that be known.</summary>
/// <param name="scope">What YAML is rendered with.</param>
internal sealed class ConfigComparison(IScope scope)
{
    private static readonly FrozenSet<string> Place = new[] { "database", "schema", "alias" }.ToFrozenSet(StringComparer.Ordinal);

    // Where a node is has a comparison of its own, and tags and groups change nothing that is built.
    private static readonly FrozenSet<string> OfNodes = new[] { "database", "schema", "alias", "tags", "group" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> OfSemantics = new[] { "group" }.ToFrozenSet(StringComparer.Ordinal);

    // Of a test's configs these alone count: they change its verdict, or what becomes of its rows.
    private static readonly FrozenSet<string> OfTests = new[]
    {
        "severity", "where", "limit", "fail_calc", "warn_if", "error_if", "store_failures", "store_failures_as",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>What of an exposure may be a template, beside its configs.</summary>
    public static ImmutableArray<string> OfExposures { get; } = ["type", "owner", "maturity", "url", "label"];

    /// <summary>Whether YAML has the same template for a config, or for something beside the configs; null where there is none, or where the earlier
    /// manifest does not say.</summary>
    public static bool? SameTemplate(Node node, EarlierNode then, string key)
    {
        var (now, before) = (node.Templates?[key] ?? default, then.Templates?[key] ?? default);
        return (now.IsMissing && before.IsMissing) || then.Templates is null ? null : StateJson.Same(now, before);
    }

    public bool Same(Node node, EarlierNode then) => node switch
    {
        TestNode => Same(node, then, static key => OfTests.Contains(key)),
        SourceNode or DeclaredNode { ResourceType: ResourceType.Exposure } => Same(node, then, static _ => true),
        DeclaredNode { ResourceType: ResourceType.Metric } => Same(node, then, static key => !OfSemantics.Contains(key)),
        DeclaredNode => true,
        _ => Same(node, then, static key => !OfNodes.Contains(key)),
    };

    /// <summary>Whether the configs that say where the node is are as they were.</summary>
    public bool SamePlace(Node node, EarlierNode then) => Same(node, then, static key => Place.Contains(key));

    private bool Same(Node node, EarlierNode then, Func<string, bool> counts)
    {
        var (now, before) = (node.UnrenderedConfig, then.UnrenderedConfig.ReadDict());
        for (var i = 0; i < now.Count; i++)
        {
            var (key, value) = now.GetAt(i);
            var name = key.ToString();
            if (counts(name) && !(TryFind(before, name, out var other)
                && (SameTemplate(node, then, name) ?? (StateJson.Same(value, other) || SameText(node, then, name, value, other)))))
            {
                return false;
            }
        }

        for (var i = 0; i < before.Count; i++)
        {
            var (key, _) = before.GetAt(i);
            if (counts(key.ToString()) && !TryFind(now, key.ToString(), out _))
            {
                return false;
            }
        }

        return true;
    }

    // Hooks have two spellings, and which one a manifest has depends on dbt's flags.
    private static bool TryFind(DictValue configs, string name, out Value value) =>
        configs.TryGetValue(name, out value)
        || (name switch { "pre-hook" => "pre_hook", "pre_hook" => "pre-hook", "post-hook" => "post_hook", "post_hook" => "post-hook", _ => null } is { } other
            && configs.TryGetValue(other, out value));

    /// <summary>Whether two values come from the same text, which gave the one for this target and the other for that.</summary>
    private bool SameText(Node node, EarlierNode then, string name, Value now, Value before)
    {
        // dbt keeps the template with state_modified_compare_more_unrendered_values.
        if (node.Templates?[name] is { IsMissing: false } written && StateJson.Same(written, before))
        {
            return true;
        }

        var hasSameCode = node is TemplateNode template && template.RawCode == then.RawCode;
        if (before.AsString() is not { } text)
        {
            return hasSameCode && ComesFromCode((TemplateNode)node, name);
        }

        // With that flag it keeps the syntax tree of what a file says ...
        if (text.StartsWith("Keyword(key='", StringComparison.Ordinal))
        {
            return hasSameCode || text.EndsWith($"', value=Const(value={now.Repr()}))", StringComparison.Ordinal);
        }

        // ... and the text of what YAML says.
        return (hasSameCode && ComesFromCode((TemplateNode)node, name)) || (text.Contains("{{", StringComparison.Ordinal) && Gives(text, now));
    }

    /// <summary>Whether a config is the result of an expression in the node's own file.</summary>
    private static bool ComesFromCode(TemplateNode node, string name)
    {
        foreach (var call in TemplateAnalysis.Calls(node.Template))
        {
            if (call is { Name: "config", Qualifier: null, IsConstant: false })
            {
                var span = call.Span;
                if (span.Source.Text.AsSpan(span.Start, span.Length).Contains(name.Replace('-', '_'), StringComparison.Ordinal))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool Gives(string text, Value value)
    {
        try
        {
            return StateJson.Same(value, Renderer.RenderNative(Template.Parse(new SourceText("config", text)), new RenderState(scope)));
        }
        catch (TransformException)
        {
            return false;
        }
    }
}
