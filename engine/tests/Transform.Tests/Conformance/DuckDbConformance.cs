using Transform.Adapters;
using Transform.Adapters.DuckDb;

namespace Transform.Tests.Conformance;

public sealed class DuckDbConformance : AdapterConformance
{
    protected override string Schema => "main";

    protected override IAdapter Open() => new DuckDbAdapterFactory().Create(
        new ProfileOutput("dev", new Dictionary<string, object?> { ["path"] = ":memory:" }, Path.GetTempPath(), Path.GetTempPath()));
}
