using Transform.Adapters;
using Transform.Adapters.DuckDb;

namespace Transform.Tests.Conformance;

internal static class DuckDbWarehouse
{
    public static TestWarehouse Instance { get; } = new(new DuckDbAdapterFactory(), folder => new ProfileOutput(
        "dev",
        new Dictionary<string, object?> { ["type"] = "duckdb", ["path"] = Path.Combine(folder, "shop.duckdb"), ["threads"] = 4L },
        folder,
        Path.Combine(folder, "target")))
    {
        Grants = false,
        KnowsBytes = false,
    };
}

public sealed class DuckDbAdapterTests() : AdapterConformance(DuckDbWarehouse.Instance);

public sealed class DuckDbMaterializations() : MaterializationConformance(DuckDbWarehouse.Instance);

public sealed class DuckDbIncremental() : IncrementalConformance(DuckDbWarehouse.Instance);

public sealed class DuckDbSchemaChanges() : SchemaChangeConformance(DuckDbWarehouse.Instance);

public sealed class DuckDbSeeds() : SeedConformance(DuckDbWarehouse.Instance);

public sealed class DuckDbSnapshots() : SnapshotConformance(DuckDbWarehouse.Instance);

public sealed class DuckDbDataTests() : DataTestConformance(DuckDbWarehouse.Instance);

public sealed class DuckDbContracts() : ContractConformance(DuckDbWarehouse.Instance);

public sealed class DuckDbStates() : StateConformance(DuckDbWarehouse.Instance);

public sealed class DuckDbHooks() : HookConformance(DuckDbWarehouse.Instance);

public sealed class DuckDbNames() : NameConformance(DuckDbWarehouse.Instance);

public sealed class DuckDbValues() : ValueConformance(DuckDbWarehouse.Instance);

public sealed class DuckDbIntrospections() : IntrospectionConformance(DuckDbWarehouse.Instance);

public sealed class DuckDbRuns() : RunConformance(DuckDbWarehouse.Instance);

public sealed class DuckDbMaterializationsByBlocks() : MaterializationConformance(DuckDbWarehouse.Instance.ByBlocks);

public sealed class DuckDbIncrementalByBlocks() : IncrementalConformance(DuckDbWarehouse.Instance.ByBlocks);

public sealed class DuckDbSchemaChangesByBlocks() : SchemaChangeConformance(DuckDbWarehouse.Instance.ByBlocks);

public sealed class DuckDbSnapshotsByBlocks() : SnapshotConformance(DuckDbWarehouse.Instance.ByBlocks);

public sealed class DuckDbSeedsByBlocks() : SeedConformance(DuckDbWarehouse.Instance.ByBlocks);

public sealed class DuckDbHooksByBlocks() : HookConformance(DuckDbWarehouse.Instance.ByBlocks);

public sealed class DuckDbChanges() : ChangedConformance(DuckDbWarehouse.Instance);
