using Transform.Adapters;
using Transform.Adapters.Postgres;
using Transform.Tests.Servers;

namespace Transform.Tests.Conformance;

public sealed class PostgresConformance : AdapterConformance
{
    protected override string Schema => "public";

    protected override IAdapter Open() => new PostgresAdapterFactory().Create(PostgresServer.Instance.NewDatabase());
}
