using System.Reflection;
using System.Text.RegularExpressions;
using Transform.Adapters;
using Transform.Core;
using Transform.Tests.Servers;

namespace Transform.Tests.Execution.ClickHouse;

/// <summary>Cuts a run off before one of the statements that change something, as if the program had been killed there: nothing is
/// sent any more, not even what cleans up.</summary>
/// <param name="statements">How many of them are let through.</param>
internal sealed partial class DyingRun(int statements)
{
    private int left = statements;

    /// <summary>It was cut off; else it ended before.</summary>
    public bool Died => left < 0;

    public IAdapter Around(IAdapter adapter) => Proxy.Around(adapter, (method, _, result) =>
        method.Name is nameof(IAdapter.Connect) ? Proxy.Around((IWarehouseConnection)result()!, Call) : result());

    private object? Call(MethodInfo method, object?[] arguments, Func<object?> result) =>
        method.Name is nameof(IWarehouseConnection.Execute) or nameof(IWarehouseConnection.Query) or nameof(IWarehouseConnection.LoadCsv)
        && (left < 0 || (Changes(arguments[0] as string) && Interlocked.Decrement(ref left) < 0))
            ? throw new WarehouseException(DiagnosticCodes.ConnectionFailed, "killed")
            : result();

    // Before a drop of nothing the server holds what it holds after it: whoever was cut off there was so before the next statement, too.
    private static bool Changes(string? sql)
    {
        var text = sql?[(sql.IndexOf("*/", StringComparison.Ordinal) is >= 0 and var comment ? comment + 2 : 0)..].Trim();
        return text is null
            || !(text.StartsWith("select", StringComparison.OrdinalIgnoreCase)
                || (Drop().Match(text) is { Success: true } drop && ClickHouseServer.Instance.Execute($"exists table {drop.Groups["name"].Value}").Trim() == "0"));
    }

    [GeneratedRegex(@"^drop\s+\w+\s+if\s+exists\s+(?<name>`[^`]+`\.`[^`]+`)\s*(sync)?\s*$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Drop();
}
