using Transform.Adapters.ClickHouse;
using Transform.Tests.Servers;

namespace Transform.Tests.Conformance;

internal static class ClickHouseWarehouse
{
    public static TestWarehouse Http { get; } = new(new ClickHouseAdapterFactory(), _ => ClickHouseServer.Instance.NewDatabase())
    {
        Drop = static output => ClickHouseServer.Instance.Execute($"drop database if exists `{output.Values["schema"]}` sync"),
    };
}

public sealed class ClickHouseAdapterTests() : AdapterConformance(ClickHouseWarehouse.Http);

public sealed class ClickHouseMaterializations() : MaterializationConformance(ClickHouseWarehouse.Http);

public sealed class ClickHouseIncremental() : IncrementalConformance(ClickHouseWarehouse.Http);

public sealed class ClickHouseSchemaChanges() : SchemaChangeConformance(ClickHouseWarehouse.Http);

public sealed class ClickHouseSeeds() : SeedConformance(ClickHouseWarehouse.Http);

public sealed class ClickHouseSnapshots() : SnapshotConformance(ClickHouseWarehouse.Http);

public sealed class ClickHouseDataTests() : DataTestConformance(ClickHouseWarehouse.Http);
