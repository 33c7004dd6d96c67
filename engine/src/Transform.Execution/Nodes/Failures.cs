using System.Collections.Immutable;
using Transform.Adapters;
using Transform.Core;
using Transform.Planning;

namespace Transform.Execution.Nodes;

/// <summary>Turns what was thrown while a node ran into diagnostics.</summary>
internal static class Failures
{
    /// <summary>At least one.</summary>
    /// <param name="compiledPath">Where the compiled code was written, as it is shown; null where it was not.</param>
    /// <param name="sentPath">Where the statement that failed was written, as it is shown; null where it was not.</param>
    public static ImmutableArray<Diagnostic> Describe(
        Exception exception, Node node, string? compiledCode, string? compiledPath, string? sentPath = null) => exception switch
    {
        TransformException e => [.. e.Diagnostics.Select(d => (d with { NodeId = d.NodeId ?? node.UniqueId }).InProject(Place(d, node)))],
        WarehouseException e => [Describe(e, node, compiledCode, compiledPath, sentPath)],
        OperationCanceledException =>
        [
            Diagnostic.Error(DiagnosticCodes.Cancelled, "Cancelled while it ran.") with { NodeId = node.UniqueId },
        ],
        _ =>
        [
            Diagnostic.Error(
                DiagnosticCodes.InternalError,
                $"Transform itself failed on '{node.Name}': {exception.GetType().Name}: {exception.Message}",
                node.Span,
                "This is a fault of Transform. The debug log holds the details to report it with.") with { NodeId = node.UniqueId },
        ],
    };

    /// <param name="node">Null where a statement belongs to none.</param>
    public static Diagnostic Describe(
        WarehouseException e, Node? node, string? compiledCode, string? compiledPath, string? sentPath = null)
    {
        var own = Place(e, node, compiledCode, compiledPath) ?? (node is null ? null : NamedSetting.Find(node, Word(e)));
        var statement = own is null ? InStatement(e, node) : null;
        var hint = e.Hint ?? (sentPath is not null ? $"The SQL as it was sent is in {sentPath}."
            : compiledPath is not null && statement is null ? $"The compiled SQL is in {compiledPath}." : null);
        return Diagnostic.Error(e.Code, e.Message, own ?? statement ?? node?.Span, hint) with { NodeId = node?.UniqueId };
    }

    /// <summary>In a statement that is not the node's own code, such as a hook's or that of a query by a macro: it is shown as it was sent.</summary>
    private static SourceSpan? InStatement(WarehouseException e, Node? node) =>
        e is { Sql: { } sql, Position: { } position } && position >= 0 && position < sql.Length
            ? new SourceText(node is null ? "statement" : $"statement sent by {node.OriginalFilePath}", sql).Span(position, WordLength(sql, position))
            : null;

    /// <summary>What the warehouse stumbled over.</summary>
    private static string? Word(WarehouseException e) =>
        e is { Sql: { } sql, Position: { } position } && position >= 0 && position < sql.Length
            ? sql.Substring(position, WordLength(sql, position))
            : NamedSetting.Quoted(e.Message);

    /// <summary>Where a node says what a diagnostic is about: for contracts the column in YAML, else a setting, else the node.</summary>
    private static SourceSpan? Place(Diagnostic diagnostic, Node node) => diagnostic.Code == DiagnosticCodes.InvalidContract
        ? node.Columns.FirstOrDefault(column => column.Name.Equals(diagnostic.Column, StringComparison.OrdinalIgnoreCase))?.Span
            ?? node.PatchSpan ?? node.Span
        : NamedSetting.Find(node, NamedSetting.Quoted(diagnostic.Message)) ?? node.Span;

    /// <summary>The place in the model's file where that can be told, else in the compiled code.</summary>
    private static SourceSpan? Place(WarehouseException e, Node? node, string? compiledCode, string? compiledPath)
    {
        if (compiledCode is null || e.Sql is null || e.Position is not { } position)
        {
            return null;
        }

        // Materializations trim the code before they put it into a statement.
        var code = compiledCode.Trim();
        var offset = e.Sql.IndexOf(code, StringComparison.Ordinal);
        var inCode = position - offset;
        if (offset < 0 || code.Length == 0 || inCode < 0 || inCode >= code.Length)
        {
            return null;
        }

        inCode += compiledCode.IndexOf(code, StringComparison.Ordinal);
        var compiled = new SourceText(compiledPath ?? node?.OriginalFilePath ?? "inline", compiledCode);
        var (line, column) = compiled.Locate(inCode);
        return InTemplate(node, compiled.Line(line), column) ?? compiled.Span(inCode, WordLength(compiledCode, inCode));
    }

    /// <summary>The line of the template that is the same as the compiled one, where there is just one.</summary>
    private static SourceSpan? InTemplate(Node? node, ReadOnlySpan<char> compiledLine, int column)
    {
        if (node is not TemplateNode { Template.Source: var source } || node is TestNode { Metadata: not null } || compiledLine.IsWhiteSpace())
        {
            return null;
        }

        int? found = null;
        for (var line = 1; line <= source.LineCount; line++)
        {
            if (source.Line(line).SequenceEqual(compiledLine))
            {
                if (found is not null)
                {
                    return null;
                }

                found = line;
            }
        }

        if (found is not { } match)
        {
            return null;
        }

        var start = source.Offset(match) + column - 1;
        return source.Span(start, WordLength(source.Text, start));
    }

    private static int WordLength(string text, int start)
    {
        var end = start;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '_'))
        {
            end++;
        }

        return Math.Max(end - start, 1);
    }
}
