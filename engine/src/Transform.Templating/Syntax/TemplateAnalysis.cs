using System.Collections.Immutable;
using Transform.Core;

namespace Transform.Templating;

/// <summary>What can be read from a syntax tree without running it.</summary>
public static class TemplateAnalysis
{
    /// <summary>Every call by name in a template, in the order of the source, blocks that it defines included.</summary>
    public static ImmutableArray<TemplateCall> Calls(Template template) => throw new NotSupportedException(template.Source.Path);

    /// <summary>Every call by name in a block, in the order of the source.</summary>
    public static ImmutableArray<TemplateCall> Calls(MacroBlock block) => throw new NotSupportedException(block.Name);
}

/// <summary>A call by name: <c>name(...)</c>, <c>package.name(...)</c>, or <c>adapter.dispatch('name', 'package')</c>.</summary>
/// <param name="Name">What is called; for a dispatch, <c>dispatch</c>.</param>
/// <param name="Qualifier">The name before the dot (a package, or an object such as <c>adapter</c>), or null.</param>
/// <param name="Positional">The positional arguments when <see cref="IsConstant"/>, else empty.</param>
/// <param name="Keywords">The keyword arguments when <see cref="IsConstant"/>, else empty.</param>
/// <param name="IsConstant">Whether all arguments are literals (lists and dicts of literals included).</param>
/// <param name="Span">The place of the call.</param>
public sealed record TemplateCall(
    string Name,
    string? Qualifier,
    ImmutableArray<Value> Positional,
    ImmutableArray<KeyValuePair<string, Value>> Keywords,
    bool IsConstant,
    SourceSpan Span);
