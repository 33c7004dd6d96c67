using System.Globalization;
using System.Text;
using Transform.Adapters;
using Transform.Compilation;
using Transform.Core;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Execution.Changes;

/// <summary>The table <c>transform_meta.node_results</c>. Rows are only added; those of attempts that others have taken the place of are
/// deleted from time to time. Thread-safe.</summary>
internal sealed class ResultTable : IDisposable
{
    public const string Schema = "transform_meta";
    public const string Name = "node_results";

    private const int RowsPerStatement = 500;
    private const int MostWaiting = 100;
    private const int Attempts = 4;

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private static readonly string[] Columns =
        ["node_key", "attempt", "event", "replaces", "unique_id", "node_schema", "made_from", "inputs", "liveness", "invocation_id", "happened_at"];

    private readonly Lock gate = new();
    private readonly List<ResultRow> waiting = [];
    private readonly WarehouseSession session;
    private readonly TimeProvider time;
    private readonly ISqlDialect dialect;
    private readonly string table;
    private readonly string list;
    private long written;

    private ResultTable(Relation relation, WarehouseSession session, TimeProvider time)
    {
        this.session = session;
        this.time = time;
        dialect = session.Adapter.Dialect;
        table = dialect.Render(relation);
        list = string.Join(", ", Columns.Select(dialect.Quote));
    }

    /// <summary>The table of the target's database.</summary>
    /// <param name="makes">It is made where it is missing.</param>
    /// <param name="session">The table's own from now on; given back where there is no table.</param>
    /// <returns>Null where it is not there, and is not made.</returns>
    public static ResultTable? Open(Compiler compiler, WarehouseSession session, TimeProvider time, bool makes)
    {
        var database = compiler.Graph.Project.Target.Description.Database;
        var relation = new Relation(database.Length == 0 ? null : database, Schema, Name, RelationKind.Table);
        if (!IsThere(relation, session))
        {
            if (!makes)
            {
                return null;
            }

            Make(relation, compiler, session);
        }

        return new ResultTable(relation, session, time);
    }

    /// <summary>What is known of nodes whose relations, or tests, are in these schemas, by key.</summary>
    /// <exception cref="TransformException">The table cannot be read (TF5014).</exception>
    public Dictionary<string, KnownResult> Read(IReadOnlyCollection<string> schemas)
    {
        var rows = new Dictionary<string, List<ResultRow>>(StringComparer.Ordinal);
        Guard("read", () => session.Read(
            $"select {list} from {table} where {dialect.Quote("node_schema")} in ({string.Join(", ", schemas.Select(dialect.Literal))})",
            reader =>
            {
                while (reader.Read())
                {
                    var row = new ResultRow(reader.GetString(0), reader.GetString(1), reader.GetString(2))
                    {
                        Replaces = reader.GetString(3),
                        UniqueId = reader.GetString(4),
                        Schema = reader.GetString(5),
                        Parts = reader.GetString(6),
                        Inputs = reader.GetString(7),
                        Liveness = reader.GetString(8),
                        InvocationId = reader.GetString(9),
                        HappenedAt = reader.GetString(10),
                    };
                    if (rows.TryGetValue(row.Key, out var known))
                    {
                        known.Add(row);
                    }
                    else
                    {
                        rows[row.Key] = [row];
                    }
                }
            }));
        return rows.ToDictionary(pair => pair.Key, pair => KnownResult.Of(pair.Value), StringComparer.Ordinal);
    }

    /// <summary>Adds rows.</summary>
    /// <param name="now">They are there when this call ends. Others wait for the next ones where many come at a time: what a crash takes with it
    /// is the work of a moment.</param>
    /// <exception cref="TransformException">A row, or one that waited, cannot be written (TF5014).</exception>
    public void Add(IEnumerable<ResultRow> rows, bool now)
    {
        lock (gate)
        {
            waiting.AddRange(rows);
            if (now || waiting.Count >= MostWaiting || time.GetElapsedTime(written) > Moment)
            {
                Flush();
            }
        }
    }

    /// <summary>Writes what waits.</summary>
    /// <exception cref="TransformException">It cannot be written (TF5014).</exception>
    public void Flush()
    {
        lock (gate)
        {
            for (var start = 0; start < waiting.Count; start += RowsPerStatement)
            {
                Guard("written to", () => session.Execute(Insert(waiting.Skip(start).Take(RowsPerStatement))));
            }

            waiting.Clear();
            written = time.GetTimestamp();
        }
    }

    /// <summary>Deletes attempts.</summary>
    /// <exception cref="TransformException">They cannot be deleted (TF5014).</exception>
    public void Delete(IEnumerable<string> attempts)
    {
        lock (gate)
        {
            foreach (var some in attempts.Chunk(RowsPerStatement))
            {
                Guard("written to", () => session.Execute($"delete from {table} where {dialect.Quote("attempt")} in ({string.Join(", ", some.Select(dialect.Literal))})"));
            }
        }
    }

    public void Dispose() => session.Dispose();

    private void Guard(string what, Action work)
    {
        try
        {
            work();
        }
        catch (WarehouseException e)
        {
            throw TransformException.Error(
                DiagnosticCodes.RecordFailed,
                $"The table {table}, which keeps what nodes were made from, cannot be {what}: {e.Message}",
                hint: "Let the user of the target read and write it. Dropped, nothing is kept until the next run with --changed.");
        }
    }

    private static bool IsThere(Relation relation, WarehouseSession session) => session.Relations.Find(relation, session) is not null;

    private static void Make(Relation relation, Compiler compiler, WarehouseSession session)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                MakeOnce(relation, compiler, session);
                return;
            }
            catch (WarehouseException e)
            {
                // Another run may be making it at the same moment.
                session.Rollback();
                session.Relations.Forget(relation.Database, Schema);
                if (IsThere(relation, session))
                {
                    return;
                }

                if (attempt == Attempts)
                {
                    throw TransformException.Error(
                        DiagnosticCodes.RecordFailed,
                        $"The table {session.Adapter.Dialect.Render(relation)}, which keeps what nodes were made from, cannot be made: {e.Message}",
                        hint: $"--changed needs it. Let the user of the target make the schema {Schema}, or make it for them.");
                }

                Thread.Sleep(Pause);
            }
        }
    }

    private static void MakeOnce(Relation relation, Compiler compiler, WarehouseSession session)
    {
        var context = new NodeContext(compiler, null, session);
        if (!session.ListSchemas(relation.Database).Contains(Schema, StringComparer.OrdinalIgnoreCase))
        {
            context.Call("create_schema", context.RelationValue(relation with { Identifier = null }));
        }

        session.Execute(context.Sql(
            "get_create_node_results_sql", context.RelationValue(relation), new ListValue(Columns.Select(column => (Value)column))));
        session.Relations.Add(relation);
    }

    private string Insert(IEnumerable<ResultRow> rows)
    {
        var sql = new StringBuilder("insert into ").Append(table).Append(" (").Append(list).Append(") values ");
        var lead = string.Empty;
        foreach (var row in rows)
        {
            sql.Append(lead).Append('(');
            Append(row.Key).Append(", ");
            Append(row.Attempt).Append(", ");
            Append(row.Event).Append(", ");
            Append(row.Replaces).Append(", ");
            Append(row.UniqueId).Append(", ");
            Append(row.Schema).Append(", ");
            Append(row.Parts).Append(", ");
            Append(row.Inputs).Append(", ");
            Append(row.Liveness).Append(", ");
            Append(row.InvocationId).Append(", ");
            Append(row.HappenedAt).Append(')');
            lead = ", ";
        }

        return sql.ToString();

        StringBuilder Append(string text) => sql.Append(dialect.Literal(text));
    }
}
