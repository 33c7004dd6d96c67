using System.Collections.Concurrent;
using System.Collections.Immutable;
using Transform.Core;
using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Fills docs blocks into descriptions. Thread-safe.</summary>
internal sealed class DocsRenderer
{
    private readonly Plan plan;
    private readonly Dictionary<(string Package, string Name), DocBlock> blocks = [];
    private readonly Dictionary<string, (string Package, DocBlock Block)> byName = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Package, string Text), (string Text, ImmutableArray<string> Blocks)> rendered = new();

    public DocsRenderer(Plan plan)
    {
        this.plan = plan;
        foreach (var package in plan.Project.Packages)
        {
            foreach (var block in package.Docs)
            {
                if (!blocks.TryAdd((package.Name, block.Name), block))
                {
                    var first = blocks[(package.Name, block.Name)];
                    plan.Diagnostics.Add(Diagnostic.Error(
                        DiagnosticCodes.DuplicateName,
                        $"Two docs blocks are named '{block.Name}'; the other one is at {first.Span}.",
                        block.Span,
                        "Rename one of them."));
                }

                byName.TryAdd(block.Name, (package.Name, block));
            }
        }
    }

    /// <summary>The description as readers see it, and the unique ids of the docs blocks in it.</summary>
    /// <param name="text">As written.</param>
    /// <param name="package">The package it is written in.</param>
    /// <param name="span">Where an error points.</param>
    public (string Text, ImmutableArray<string> Blocks) Render(string text, string package, SourceSpan? span)
    {
        if (!text.Contains('{', StringComparison.Ordinal))
        {
            return (text, []);
        }

        if (rendered.TryGetValue((package, text), out var known))
        {
            return known;
        }

        try
        {
            var used = new List<string>();
            var template = Template.Parse(new SourceText("description", text));
            var result = template.IsConstant
                ? template.ConstantText!
                : Renderer.Render(template, State(package, used));
            return rendered[(package, text)] = (result, [.. used]);
        }
        catch (TransformException exception)
        {
            plan.Diagnostics.AddRange(exception.Diagnostics.Select(d => d with { Span = span, Frames = [] }));
            return (text, []);
        }
    }

    /// <summary>A description of a node. What is turned off keeps it as it is written.</summary>
    public (string Text, ImmutableArray<string> Blocks) Describe(Draft draft, string text, SourceSpan? span) =>
        draft.Resolved.Config.Enabled ? Render(text, draft.Package.Name, span) : (text, []);

    /// <summary>What a description of a package is rendered in; the docs blocks that it names are noted.</summary>
    internal RenderState State(string package, List<string> used) =>
        new(new DocsScope(this, package, used), cancellationToken: plan.Cancellation);

    private Value Doc(Arguments arguments, string package, List<string> used)
    {
        var (from, name) = ReferenceArguments.Read("doc", arguments);
        string[] packages = from is not null
            ? [from]
            : [plan.Project.Main.Name, package];
        foreach (var candidate in packages)
        {
            if (blocks.TryGetValue((candidate, name), out var block))
            {
                used.Add($"doc.{candidate}.{name}");
                return block.Text;
            }
        }

        if (from is null && byName.TryGetValue(name, out var any))
        {
            used.Add($"doc.{any.Package}.{name}");
            return any.Block.Text;
        }

        throw TransformException.Error(
            DiagnosticCodes.ReferenceNotFound,
            $"There is no docs block named '{name}'.",
            hint: NearMiss.Question(name, blocks.Keys.Select(key => key.Name))
                ?? $"Add {{% docs {name} %}} ... {{% enddocs %}} to a .md file under the model paths.");
    }

    private sealed class DocsScope(DocsRenderer owner, string package, List<string> used)
        : NodeScope(owner.plan.Project, owner.plan.Macros, package)
    {
        protected override bool TryGetOwn(string name, out Value value)
        {
            value = string.Equals(name, "doc", StringComparison.Ordinal)
                ? Value.From(name, (_, arguments) => owner.Doc(arguments, Package, used))
                : default;
            return !value.IsUndefined;
        }
    }
}
