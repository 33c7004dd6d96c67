using Transform.Compilation;
using Transform.Planning;

namespace Transform.Execution.UnitTests;

/// <summary>Runs unit tests: a model's SQL over given rows must give the expected ones.</summary>
internal sealed class UnitTestRun(Compiler compiler, SqlFiles files)
{
    public UnitTestWork Prepare(DeclaredNode test, WarehouseSession session) =>
        new(test, (ModelNode)compiler.Graph.Nodes[test.DependsOn[0]], compiler, session, files);
}
