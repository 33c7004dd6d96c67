using System.Collections.Immutable;
using Transform.Core;

namespace Transform.Templating;

/// <summary>What a block holds besides its name and place.</summary>
internal sealed class BlockContent
{
    public ImmutableArray<MacroParameter> Parameters { get; init; } = [];

    public ImmutableArray<Stmt> Body { get; init; } = [];

    public SourceSpan BodySpan { get; init; }

    public ImmutableArray<string> SupportedLanguages { get; init; } = ["sql"];

    public MacroFeatures Features { get; init; }
}
