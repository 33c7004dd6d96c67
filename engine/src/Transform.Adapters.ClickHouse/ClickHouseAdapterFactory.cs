using Transform.Core;

namespace Transform.Adapters.ClickHouse;

/// <summary>ClickHouse: a server by its HTTP interface, or the embedded engine. Its profile has dbt-clickhouse's keys.</summary>
public sealed class ClickHouseAdapterFactory : IAdapterFactory
{
    internal const string TypeName = "clickhouse";

    private readonly Lazy<IReadOnlyList<SourceText>> macros = new(() => MacroLibrary.Read(typeof(ClickHouseAdapterFactory).Assembly));

    public string Type => TypeName;

    public string MacroPackage => "dbt_clickhouse";

    public ISqlDialect Dialect => ClickHouseDialect.Instance;

    public IReadOnlyList<SourceText> Macros => macros.Value;

    public TargetDescription Describe(ProfileOutput output) => ClickHouseProfileReader.Read(output).Describe(output.Name);

    public Exclusion ExclusionOf(ProfileOutput output) =>
        ClickHouseProfileReader.Read(output).Path is null ? Exclusion.Changes : Exclusion.All;

    public IAdapter Create(ProfileOutput output, Action<string> onRetry, CancellationToken cancellation) =>
        ClickHouseAdapter.Open(ClickHouseProfileReader.Read(output), onRetry, cancellation);
}
