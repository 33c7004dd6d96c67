using System.Reflection;
using Shouldly;
using Transform.Adapters;
using Transform.Core;

namespace Transform.Tests.Execution;

public sealed class FailFastTests
{
    /// <summary>Whoever hears of the cancellation may wait for what is cancelled: that has to be able to end.</summary>
    [Fact]
    public void the_other_workers_end_while_they_are_told_to()
    {
        using var slowStarted = new ManualResetEventSlim();
        using var slowCancelled = new ManualResetEventSlim();
        using var slowRecorded = new ManualResetEventSlim();
        var endedInTime = false;
        using var project = new TestProject(
            ("models/bad.sql", "{{ config(materialized='table') }} select 'bad' as a"),
            ("models/slow.sql", "{{ config(materialized='table') }} select 'slow' as a"));
        project.Options = new() { Threads = 2, FailFast = true };
        project.OnNode = result =>
        {
            if (result.Node.Name is "slow")
            {
                slowRecorded.Set();
            }
        };
        project.Wrap = adapter => Proxy.Around(adapter, (method, arguments, result) =>
            method.Name is nameof(IAdapter.Connect) ? Proxy.Around((IWarehouseConnection)result()!, OnCall) : result());

        var run = project.Run();

        endedInTime.ShouldBeTrue();
        run.Results.Count(r => r.Failed).ShouldBe(2);

        object? OnCall(MethodInfo method, object?[] arguments, Func<object?> result)
        {
            var sql = method.Name is nameof(IWarehouseConnection.Execute) ? (string)arguments[0]! : string.Empty;
            if (sql.Contains("'bad'", StringComparison.Ordinal))
            {
                slowStarted.Wait(TimeSpan.FromSeconds(20));
                throw new WarehouseException(DiagnosticCodes.StatementFailed, "bad", sql);
            }

            if (sql.Contains("'slow'", StringComparison.Ordinal))
            {
                var token = (CancellationToken)arguments[1]!;
                var registration = token.UnsafeRegister(
                    _ =>
                    {
                        slowCancelled.Set();
                        endedInTime = slowRecorded.Wait(TimeSpan.FromSeconds(2));
                    },
                    null);
                slowStarted.Set();
                slowCancelled.Wait(TimeSpan.FromSeconds(20));
                registration.Unregister();
                throw new OperationCanceledException(token);
            }

            return result();
        }
    }
}
