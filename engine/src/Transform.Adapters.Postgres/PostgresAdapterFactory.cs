using Transform.Core;

namespace Transform.Adapters.Postgres;

/// <summary>PostgreSQL by Npgsql. Its profile has dbt-postgres's keys.</summary>
public sealed class PostgresAdapterFactory : IAdapterFactory
{
    internal const string TypeName = "postgres";

    private readonly Lazy<IReadOnlyList<SourceText>> macros = new(() => MacroLibrary.Read(typeof(PostgresAdapterFactory).Assembly));

    public string Type => TypeName;

    public string MacroPackage => "dbt_postgres";

    public ISqlDialect Dialect => PostgresDialect.Instance;

    public IReadOnlyList<SourceText> Macros => macros.Value;

    public IReadOnlyDictionary<string, TemplateFunction> TemplateFunctions => PostgresTemplateFunctions.All;

    public TargetDescription Describe(ProfileOutput output) => PostgresProfileReader.Read(output).Describe(output.Name);

    public IAdapter Create(ProfileOutput output, Action<string> onRetry, CancellationToken cancellation) =>
        PostgresAdapter.Open(PostgresProfileReader.Read(output), onRetry, cancellation);
}
