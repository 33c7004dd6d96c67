using Transform.Core;

namespace Transform.Adapters;

/// <summary>Makes adapters of one type. Cheap to construct: nothing native is loaded before <see cref="Create"/>.</summary>
public interface IAdapterFactory
{
    string Type { get; }

    /// <summary>The name of the package that its macros belong to, as in dbt (<c>dbt_duckdb</c>).</summary>
    string MacroPackage { get; }

    ISqlDialect Dialect { get; }

    /// <summary>What calls of the program that work in one folder cannot do in it at once.</summary>
    /// <exception cref="TransformException">A key is missing or has the wrong type.</exception>
    Exclusion ExclusionOf(ProfileOutput output) => Exclusion.None;

    /// <summary>Its own <c>.sql</c> macros.</summary>
    IReadOnlyList<SourceText> Macros { get; }

    /// <summary>What only its own <c>adapter</c> has in templates, by name.</summary>
    IReadOnlyDictionary<string, TemplateFunction> TemplateFunctions => System.Collections.Immutable.ImmutableDictionary<string, TemplateFunction>.Empty;

    /// <summary>Reads an output of a profile (values already rendered) into the fields that Jinja's <c>target</c> shows:
    /// with defaults filled in, without secrets. Always has <c>database</c> and <c>schema</c>.</summary>
    /// <exception cref="TransformException">A key is missing or has the wrong type.</exception>
    TargetDescription Describe(ProfileOutput output);

    /// <summary>Opens the warehouse.</summary>
    /// <param name="output">Where it is.</param>
    /// <param name="onRetry">Hears of attempts that failed and are made again.</param>
    /// <param name="cancellation">Ends the attempts.</param>
    /// <exception cref="WarehouseException">It cannot be reached.</exception>
    IAdapter Create(ProfileOutput output, Action<string> onRetry, CancellationToken cancellation);
}

/// <summary>What two calls of the program cannot do at once in a warehouse.</summary>
public enum Exclusion
{
    /// <summary>All is well: runs keep out of each other's way by claims (<see cref="IWarehouseConnection.Claim"/>).</summary>
    None,

    /// <summary>Change it: nothing keeps one run from what another one is making.</summary>
    Changes,

    /// <summary>Have it open.</summary>
    All,
}

/// <summary>One output of a profile: plain values (null, bool, long, double, string, lists, dictionaries).</summary>
/// <param name="Name">The target's name (<c>dev</c>).</param>
/// <param name="Values">The keys of the output.</param>
/// <param name="ProjectRoot">Relative paths are relative to this absolute folder.</param>
/// <param name="TargetPath">The absolute folder for generated files, for the default database file.</param>
/// <param name="Span">Where it is written.</param>
public sealed record ProfileOutput(
    string Name, IReadOnlyDictionary<string, object?> Values, string ProjectRoot, string TargetPath, SourceSpan? Span = null)
{
    /// <summary>The user's folder, which <c>~</c> stands for; null where it is not known.</summary>
    public string? Home { get; init; }
}

/// <summary>What templates see as <c>target</c>.</summary>
public sealed record TargetDescription(string Database, string Schema, IReadOnlyList<KeyValuePair<string, object?>> Fields);
