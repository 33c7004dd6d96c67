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
