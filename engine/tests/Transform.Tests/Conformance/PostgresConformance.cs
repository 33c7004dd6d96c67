using Transform.Adapters.Postgres;
using Transform.Tests.Servers;

namespace Transform.Tests.Conformance;

internal static class PostgresWarehouse
{
    public static TestWarehouse Instance { get; } = new(new PostgresAdapterFactory(), _ => PostgresServer.Instance.NewDatabase())
    {
        Analyzes = true,
        Drop = static output => PostgresServer.Instance.Return(output),
    };
}

public sealed class PostgresAdapterTests() : AdapterConformance(PostgresWarehouse.Instance);

public sealed class PostgresMaterializations() : MaterializationConformance(PostgresWarehouse.Instance);

public sealed class PostgresIncremental() : IncrementalConformance(PostgresWarehouse.Instance);

public sealed class PostgresSchemaChanges() : SchemaChangeConformance(PostgresWarehouse.Instance);

public sealed class PostgresSeeds() : SeedConformance(PostgresWarehouse.Instance);

public sealed class PostgresSnapshots() : SnapshotConformance(PostgresWarehouse.Instance);

public sealed class PostgresDataTests() : DataTestConformance(PostgresWarehouse.Instance);

public sealed class PostgresContracts() : ContractConformance(PostgresWarehouse.Instance);

public sealed class PostgresStates() : StateConformance(PostgresWarehouse.Instance);

public sealed class PostgresHooks() : HookConformance(PostgresWarehouse.Instance);

public sealed class PostgresNames() : NameConformance(PostgresWarehouse.Instance);

public sealed class PostgresValues() : ValueConformance(PostgresWarehouse.Instance);

public sealed class PostgresIntrospections() : IntrospectionConformance(PostgresWarehouse.Instance);

public sealed class PostgresRuns() : RunConformance(PostgresWarehouse.Instance);

public sealed class PostgresMaterializationsByBlocks() : MaterializationConformance(PostgresWarehouse.Instance.ByBlocks);

public sealed class PostgresIncrementalByBlocks() : IncrementalConformance(PostgresWarehouse.Instance.ByBlocks);

public sealed class PostgresSchemaChangesByBlocks() : SchemaChangeConformance(PostgresWarehouse.Instance.ByBlocks);

public sealed class PostgresSnapshotsByBlocks() : SnapshotConformance(PostgresWarehouse.Instance.ByBlocks);

public sealed class PostgresSeedsByBlocks() : SeedConformance(PostgresWarehouse.Instance.ByBlocks);

public sealed class PostgresHooksByBlocks() : HookConformance(PostgresWarehouse.Instance.ByBlocks);

public sealed class PostgresChanges() : ChangedConformance(PostgresWarehouse.Instance);
