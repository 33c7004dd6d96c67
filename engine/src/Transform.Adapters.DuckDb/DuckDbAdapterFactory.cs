using Transform.Core;

namespace Transform.Adapters.DuckDb;

/// <summary>DuckDB, embedded: the warehouse that needs no server. Its profile has dbt-duckdb's keys; without a
/// <c>path</c> the database lies in <c>transform.duckdb</c> in the target folder.</summary>
public sealed class DuckDbAdapterFactory : IAdapterFactory
{
    internal const string TypeName = "duckdb";

    private readonly Lazy<IReadOnlyList<SourceText>> macros = new(() => MacroLibrary.Read(typeof(DuckDbAdapterFactory).Assembly));

    public string Type => TypeName;

    public string MacroPackage => "dbt_duckdb";

    public ISqlDialect Dialect => DuckDbDialect.Instance;

    public IReadOnlyList<SourceText> Macros => macros.Value;

    public IReadOnlyDictionary<string, TemplateFunction> TemplateFunctions => DuckDbTemplateFunctions.All;

    public TargetDescription Describe(ProfileOutput output) => TargetFields.Describe(DuckDbProfileReader.Read(output), output);

    public Exclusion ExclusionOf(ProfileOutput output) =>
        DuckDbProfileReader.Read(output) is { IsFile: true, ReadOnly: false } ? Exclusion.All : Exclusion.None;

    public IAdapter Create(ProfileOutput output, Action<string> onRetry, CancellationToken cancellation) => DuckDbAdapter.Open(DuckDbProfileReader.Read(output));
}
