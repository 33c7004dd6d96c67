namespace Transform.Templating;

/// <summary>How templates are rendered. Immutable: one object is shared by all renders of a phase.</summary>
public sealed record RenderOptions
{
    public static RenderOptions Default { get; } = new();

    /// <summary>Statements, loop rounds and calls that one render may take before it ends with TF2007.</summary>
    public long MaxSteps { get; init; } = 10_000_000;

    /// <summary>Macro calls within macro calls before a render ends with TF2006.</summary>
    public int MaxDepth { get; init; } = 200;

    /// <summary>Calling an undefined name, or asking it for an attribute, gives another undefined value rather than an
    /// error. It holds for the template itself and not for the macros it calls: dbt reads models this way in its
    /// parse phase.</summary>
    public bool PermissiveUndefined { get; init; }

    /// <summary>Printing or looping over an undefined value is an error (TF2002).</summary>
    public bool StrictUndefined { get; init; }
}
