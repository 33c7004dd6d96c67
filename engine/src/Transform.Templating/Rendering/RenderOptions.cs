namespace Transform.Templating;

/// <summary>How templates are rendered. Immutable: one object is shared by all renders of a phase.</summary>
public sealed record RenderOptions
{
    public static RenderOptions Default { get; } = new();

    /// <summary>Statements, loop rounds and calls that one render may take before it ends with TF2007.</summary>
    public long MaxSteps { get; init; } = 100_000_000;

    /// <summary>Macro calls within macro calls before a render ends with TF2006.</summary>
    public int MaxDepth { get; init; } = 1000;

    /// <summary>An undefined name is a value that can be called and asked for attributes, which gives the same value again. It
    /// holds for the names of the template itself, wherever their values go, and not for those of the macros it calls: dbt
    /// reads models this way in its parse phase.</summary>
    public bool PermissiveUndefined { get; init; }
}
