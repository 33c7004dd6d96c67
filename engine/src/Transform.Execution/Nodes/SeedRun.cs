using Transform.Adapters;
using Transform.Compilation;
using Transform.Core;
using Transform.Execution.Materializations;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Execution.Nodes;

/// <summary>Loads seeds: reads the file's header and types, makes the table and lets the warehouse read the file.</summary>
internal sealed class SeedRun(RunOptions options, SqlFiles files)
{
    public NodeOutcome Run(SeedNode seed, NodeContext context)
    {
        var columns = SeedColumns.Read(seed, context);
        var work = new MaterializationContext(seed, string.Empty, context, options);
        if (MaterializationTable.FindChanged("seed", context) is { } block)
        {
            context.Set("load_agate_table", Value.From("load_agate_table", (_, _) => Value.From(SeedTable.Read(columns))));
            var result = new TemplateMaterialization(block).Run(work);
            files.WriteRun(seed, work.MainStatement ?? string.Empty, context);
            return new NodeOutcome(NodeStatus.Success, result.Message) { RowsAffected = result.RowsAffected };
        }

        var existing = work.Existing();
        var table = seed.Relation with { Kind = RelationKind.Table };
        var create = context.Sql("get_create_seed_table_sql", context.RelationValue(table), Pairs(columns, Quotes(seed), context));
        long rows = 0;
        work.Transact(() =>
        {
            if (Stays(existing, columns, Quotes(seed), work))
            {
                context.Call("truncate_relation", context.RelationValue(table));
                rows = Load(seed, table, columns, context);
            }
            else if (!work.Capabilities.TransactionalDdl)
            {
                rows = LoadBeside(seed, table, existing, columns, work);
            }
            else
            {
                if (existing is not null)
                {
                    work.Drop(table with { Kind = existing.Kind });
                }

                context.Session.Execute(create);
                rows = Load(seed, table, columns, context);
                work.CreateIndexes(table);
            }

            return new StatementResult(rows, "INSERT");
        });
        context.Session.Relations.Add(table);
        files.WriteRun(seed, create, context);
        return new NodeOutcome(NodeStatus.Success, $"{(work.FullRefresh ? "CREATE" : "INSERT")} {rows}") { RowsAffected = rows };
    }

    // Nothing would bring an old table back, and nobody is to see half of a new one.
    private static long LoadBeside(SeedNode seed, Relation table, Relation? existing, SeedColumns columns, MaterializationContext work)
    {
        try
        {
            var beside = work.Beside("make_intermediate_relation");
            work.Drop(beside);
            work.Session.Execute(work.Macros.Sql("get_create_seed_table_sql", work.RelationValue(beside), Pairs(columns, Quotes(seed), work.Macros)));
            var rows = Load(seed, beside, columns, work.Macros);
            work.CreateIndexes(beside);
            if (existing is null)
            {
                work.Macros.Call("rename_relation", work.RelationValue(beside), work.RelationValue(table));
            }
            else
            {
                work.Macros.Call("take_place", work.RelationValue(beside), work.RelationValue(table with { Kind = existing.Kind }));
            }

            return rows;
        }
        catch
        {
            work.CleanUp();
            throw;
        }
    }

    // Where a drop would take the views with it that read the seed.
    private static bool Stays(Relation? existing, SeedColumns columns, bool quotes, MaterializationContext work) =>
        work.Capabilities.DropsDependents && !work.FullRefresh && existing is { Kind: RelationKind.Table }
        && work.Session.GetColumns(work.Target).Select(c => c.Name).SequenceEqual(
            columns.Columns.Select(c => c.Name), quotes ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);

    private static long Load(SeedNode seed, Relation table, SeedColumns columns, NodeContext context)
    {
        try
        {
            // Names without quotes are as the warehouse has folded them.
            return context.Session.LoadCsv(table, Quotes(seed)
                ? columns.File
                : columns.File with { Columns = [.. context.Session.GetColumns(table).Select(c => c.Name)] });
        }
        catch (WarehouseException e) when (string.Equals(e.Code, DiagnosticCodes.StatementFailed, StringComparison.Ordinal) && !e.IsTransient)
        {
            throw SeedColumns.Unreadable(seed, e.Message, columns.Source);
        }
    }

    private static bool Quotes(SeedNode seed) => !seed.Config.Get("quote_columns").TryGetBoolean(out var quotes) || quotes;

    private static ListValue Pairs(SeedColumns columns, bool quotes, NodeContext context) =>
        new(columns.Columns.Select(c => (Value)TupleValue.Of(
            quotes ? context.Session.Adapter.Dialect.Quote(c.Name) : c.Name, c.DataType)));
}
