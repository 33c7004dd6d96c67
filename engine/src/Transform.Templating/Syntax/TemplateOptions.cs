namespace Transform.Templating;

/// <summary>How a template is read. The defaults are dbt's.</summary>
public sealed record TemplateOptions
{
    public static TemplateOptions Default { get; } = new();

    /// <summary>Keep one line break at the end of the template.</summary>
    public bool KeepTrailingNewline { get; init; }

    /// <summary>How many errors are collected before parsing gives up.</summary>
    public int MaxErrors { get; init; } = 10;
}
