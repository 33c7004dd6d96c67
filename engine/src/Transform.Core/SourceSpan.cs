namespace Transform.Core;

/// <summary>A stretch of a source text. Offsets are UTF-16 units from the start of the text.</summary>
public readonly record struct SourceSpan(SourceText Source, int Start, int Length)
{
    public int End => Start + Length;

    /// <summary>One-based line of the first character.</summary>
    public int Line => Source.Locate(Start).Line;

    /// <summary>One-based column of the first character.</summary>
    public int Column => Source.Locate(Start).Column;

    /// <summary>From the start of this span to the end of another one in the same text.</summary>
    public SourceSpan To(SourceSpan end) => this with { Length = Math.Max(end.End - Start, 0) };

    /// <summary><c>path:line:column</c>, as editors and terminals link it.</summary>
    public override string ToString() => $"{Source.Path}:{Line}:{Column}";
}
