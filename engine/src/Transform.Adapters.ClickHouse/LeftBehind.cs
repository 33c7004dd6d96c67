using System.Diagnostics;
using Transform.Adapters.ClickHouse.Transports;

namespace Transform.Adapters.ClickHouse;

/// <summary>Ends statements that processes of this machine have left running in the server when they were killed: their rows would come
/// into tables after those of the run that repeats them. Those of other machines end by themselves when the server finds that it cannot
/// tell anybody of their progress.</summary>
internal static class LeftBehind
{
    private const int Interval = 20;

    /// <param name="session">Of the user whose statements they are.</param>
    /// <param name="patience">A statement may hang somewhere on its way to its end; it has no effect any more then.</param>
    /// <param name="cancellation">Whoever stops the program does not wait for them.</param>
    internal static void End(ClickHouseConnection session, TimeSpan patience, CancellationToken cancellation)
    {
        try
        {
            var names = Running(session, cancellation).Where(StatementOwner.IsGone).Select(ClickHouseDialect.Instance.Literal).ToList();
            if (names.Count == 0)
            {
                return;
            }

            var those = $"where query_id in ({string.Join(", ", names)})";
            session.Execute($"kill query {those} async", cancellation);
            for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < patience; cancellation.WaitHandle.WaitOne(Interval))
            {
                if (session.QueryValue($"select 1 from system.processes {those} limit 1", cancellation) is null)
                {
                    return;
                }
            }
        }
        catch (WarehouseException)
        {
            // Whoever may not look or end anything leaves it to the server.
        }
    }

    private static List<string> Running(ClickHouseConnection session, CancellationToken cancellation)
    {
        var names = new List<string>();
        using var reader = session.Query(
            $"select query_id from system.processes where startsWith(query_id, {ClickHouseDialect.Instance.Literal(StatementOwner.Machine)})", cancellation);
        while (reader.Read())
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }
}
