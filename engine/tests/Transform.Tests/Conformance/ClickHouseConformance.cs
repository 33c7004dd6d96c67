using Transform.Adapters.ClickHouse;
using Transform.Tests.Servers;

namespace Transform.Tests.Conformance;

internal static class ClickHouseWarehouse
{
    public static TestWarehouse Http { get; } = new(new ClickHouseAdapterFactory(), _ => ClickHouseServer.Instance.NewDatabase())
    {
        // Users stand in a file here, and there is none of that name.
        RefusesUsers = "UNKNOWN_ROLE",
        EnforcedConstraints = ["not_null"],
        ClonesTables = true,
        Drop = static output => ClickHouseServer.Instance.Execute($"drop database if exists `{output.Values["schema"]}` sync"),
    };

    public static TestWarehouse Embedded { get; } = new(new ClickHouseAdapterFactory(), _ => EmbeddedClickHouse.NewDatabase())
    {
        RefusesUsers = "UNKNOWN_ROLE",
        EnforcedConstraints = ["not_null"],
        ClonesTables = true,
        Drop = EmbeddedClickHouse.DropDatabase,
    };
}

public sealed class ClickHouseAdapterTests() : AdapterConformance(ClickHouseWarehouse.Http);

public sealed class ClickHouseMaterializations() : MaterializationConformance(ClickHouseWarehouse.Http);

public sealed class ClickHouseIncremental() : IncrementalConformance(ClickHouseWarehouse.Http);

public sealed class ClickHouseSchemaChanges() : SchemaChangeConformance(ClickHouseWarehouse.Http);

public sealed class ClickHouseSeeds() : SeedConformance(ClickHouseWarehouse.Http);

public sealed class ClickHouseSeedsByBlocks() : SeedConformance(ClickHouseWarehouse.Http.ByBlocks);

public sealed class ClickHouseSnapshots() : SnapshotConformance(ClickHouseWarehouse.Http);

public sealed class ClickHouseDataTests() : DataTestConformance(ClickHouseWarehouse.Http);

public sealed class ClickHouseContracts() : ContractConformance(ClickHouseWarehouse.Http);

public sealed class ClickHouseStates() : StateConformance(ClickHouseWarehouse.Http);

public sealed class ClickHouseHooks() : HookConformance(ClickHouseWarehouse.Http);

public sealed class ClickHouseNames() : NameConformance(ClickHouseWarehouse.Http);

public sealed class ClickHouseValues() : ValueConformance(ClickHouseWarehouse.Http);

public sealed class ClickHouseIntrospections() : IntrospectionConformance(ClickHouseWarehouse.Http);

public sealed class ClickHouseRuns() : RunConformance(ClickHouseWarehouse.Http);

public sealed class EmbeddedClickHouseAdapterTests() : AdapterConformance(ClickHouseWarehouse.Embedded);

public sealed class EmbeddedClickHouseMaterializations() : MaterializationConformance(ClickHouseWarehouse.Embedded);

public sealed class EmbeddedClickHouseIncremental() : IncrementalConformance(ClickHouseWarehouse.Embedded);

public sealed class EmbeddedClickHouseSchemaChanges() : SchemaChangeConformance(ClickHouseWarehouse.Embedded);

public sealed class EmbeddedClickHouseSeeds() : SeedConformance(ClickHouseWarehouse.Embedded);

public sealed class EmbeddedClickHouseSnapshots() : SnapshotConformance(ClickHouseWarehouse.Embedded);

public sealed class EmbeddedClickHouseDataTests() : DataTestConformance(ClickHouseWarehouse.Embedded);

public sealed class EmbeddedClickHouseContracts() : ContractConformance(ClickHouseWarehouse.Embedded);

public sealed class EmbeddedClickHouseHooks() : HookConformance(ClickHouseWarehouse.Embedded);

public sealed class EmbeddedClickHouseNames() : NameConformance(ClickHouseWarehouse.Embedded);

public sealed class EmbeddedClickHouseValues() : ValueConformance(ClickHouseWarehouse.Embedded);

public sealed class EmbeddedClickHouseIntrospections() : IntrospectionConformance(ClickHouseWarehouse.Embedded);

public sealed class EmbeddedClickHouseRuns() : RunConformance(ClickHouseWarehouse.Embedded);

public sealed class ClickHouseChanges() : ChangedConformance(ClickHouseWarehouse.Http);
