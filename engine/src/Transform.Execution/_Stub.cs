#pragma warning disable
using Transform.Adapters;
namespace Transform.Execution;
public sealed partial class Runner
{
    public partial RunResult Run(IReadOnlySet<string> selected, CancellationToken cancellation) => throw new NotSupportedException();
    public partial (string CompiledSql, QueryRows Rows) Show(string? uniqueId, string? inlineSql, int limit, CancellationToken cancellation) => throw new NotSupportedException();
    public partial string CompileInline(string sql, CancellationToken cancellation) => throw new NotSupportedException();
    public partial NodeResult RunOperation(OperationCall call, CancellationToken cancellation) => throw new NotSupportedException();
}
