using System.Collections.Frozen;
using Transform.Adapters;
using Transform.Core;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Compilation;

/// <summary><c>adapter</c> in the run phase: dbt's methods over the session's connection.</summary>
internal sealed class AdapterObject(NodeContext context) : IHostObject
{
    private static readonly FrozenDictionary<string, Func<AdapterObject, Arguments, Value>> Methods =
        new Dictionary<string, Func<AdapterObject, Arguments, Value>>(StringComparer.Ordinal)
        {
            ["dispatch"] = (a, x) => Value.From(a.context.Dispatch(x)),
            ["get_relation"] = (a, x) => a.GetRelation(x),
            ["list_relations"] = (a, x) => a.ListRelations(x),
            ["list_relations_without_caching"] = (a, x) => a.ListUncached(x),
            ["get_columns_in_relation"] = (a, x) => a.ColumnsByMacro(x) ?? a.Columns(RelationAt(x, 0, "relation", "adapter.get_columns_in_relation")),
            ["get_columns_in_table"] = (a, x) => a.Columns(new Relation(
                a.TargetDatabase, x.RequireString(0, "schema", "adapter.get_columns_in_table"), x.RequireString(1, "identifier", "adapter.get_columns_in_table"))),
            ["get_missing_columns"] = (a, x) => a.MissingColumns(x),
            ["get_column_schema_from_query"] = (a, x) => a.Statements.ColumnsOfQuery(x),
            ["expand_target_column_types"] = (a, x) => a.ExpandColumns(x),
            ["alter_column_type"] = (a, x) => a.context.Call("alter_column_type", [.. x.Positional.Span]),
            ["create_schema"] = (a, x) => a.CreateSchema(RelationAt(x, 0, "relation", "adapter.create_schema")),
            ["drop_schema"] = (a, x) => a.DropSchema(RelationAt(x, 0, "relation", "adapter.drop_schema")),
            ["check_schema_exists"] = (a, x) => a.SchemaExists(x),
            ["drop_relation"] = (a, x) => a.DropRelation(RelationAt(x, 0, "relation", "adapter.drop_relation")),
            ["rename_relation"] = (a, x) => a.RenameRelation(x),
            ["truncate_relation"] = (a, x) => a.Do("truncate_relation", x.Require(0, "relation", "adapter.truncate_relation")),
            ["execute"] = (a, x) => a.Statements.Execute(x),
            ["add_query"] = (a, x) => a.Statements.AddQuery(x),
            ["run_sql_for_tests"] = (a, x) => a.Statements.Execute(x),
            ["location_exists"] = (a, x) => a.Statements.LocationExists(x),
            ["already_exists"] = (a, x) => a.AlreadyExists(x),
            ["cache_added"] = (a, x) => a.Cache(x, added: true),
            ["cache_dropped"] = (a, x) => a.Cache(x, added: false),
            ["cache_renamed"] = (a, x) => a.CacheRenamed(x),
            ["commit"] = (a, _) => a.Commit(),
            ["ensure_transaction"] = (a, _) => a.EnsureTransaction(),
            ["get_incremental_strategy_macro"] = (a, x) => a.StrategyMacro(x),
            ["valid_incremental_strategies"] = (a, _) =>
                new ListValue(a.Session.Adapter.Capabilities.IncrementalStrategies.Order(StringComparer.Ordinal).Select(s => (Value)s)),
            ["existing_key_constraint_types"] = (_, _) => new ListValue(),
            ["debug_query"] = (a, _) => a.DebugQuery(),
            ["warn_once"] = (a, x) => a.WarnOnce(x),
            ["valid_snapshot_target"] = (_, x) => Checked(RelationAt(x, 0, "relation", "adapter.valid_snapshot_target")),
            ["assert_valid_snapshot_target_given_strategy"] = (_, x) =>
                Checked(RelationAt(x, 0, "relation", "adapter.assert_valid_snapshot_target_given_strategy")),
            ["get_partitions_metadata"] = (_, _) => Value.None,
            ["get_hard_deletes_behavior"] = (_, x) => HardDeletes(x),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly NodeContext context = context;

    /// <summary>Runs what templates send to the warehouse.</summary>
    public TemplateStatements Statements { get; } = new(context);

    /// <summary>The names of its members, for the golden file.</summary>
    public static IEnumerable<string> MemberNames => Methods.Keys.Concat(AdapterMembers.Names);

    public string TypeName => "adapter";

    public string Render() => $"<{Session.Adapter.Type} adapter>";

    private WarehouseSession Session => context.Session;

    private string TargetDatabase => context.Project.Target.Description.Database;

    private ISqlDialect Dialect => Session.Adapter.Dialect;

    public bool TryGetAttribute(string name, out Value value)
    {
        if (Methods.TryGetValue(name, out var method))
        {
            value = Value.From(name, (_, arguments) => method(this, arguments));
            return true;
        }

        if (AdapterMembers.TryGet(name, context.Project, out value))
        {
            return true;
        }

        if (context.AdapterMacro(name) is { } macro)
        {
            value = Value.From(macro);
            return true;
        }

        // Last, since only now has the warehouse to be open.
        return TryGetSessionFunction(name, out value);
    }

    private bool TryGetSessionFunction(string name, out Value value)
    {
        if (!Session.Adapter.SessionFunctions.TryGetValue(name, out var function))
        {
            value = default;
            return false;
        }

        value = Value.From(name, (_, arguments) =>
        {
            var values = new object?[function.Parameters.Count];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = arguments.Get(i, function.Parameters[i]).ToObject();
            }

            return Value.FromObject(Session.Ask(function, values));
        });
        return true;
    }

    public bool TryGetItem(Value key, out Value value)
    {
        value = default;
        return key.AsString() is { } name && TryGetAttribute(name, out value);
    }

    private static Relation RelationAt(Arguments arguments, int position, string name, string function) =>
        arguments.Require(position, name, function).As<RelationObject>()?.Included
            ?? throw TransformException.Error(
                DiagnosticCodes.WrongArguments,
                $"{function}() needs a relation as '{name}', not {arguments.Require(position, name, function).TypeName}.",
                arguments.Span,
                "Pass this, ref(...), source(...) or api.Relation.create(...).");

    private static Value HardDeletes(Arguments arguments)
    {
        var config = arguments.Require(0, "config", "adapter.get_hard_deletes_behavior");
        if (config.AsDict() is { } dict)
        {
            return dict.TryGetValue("hard_deletes", out var mode) && !mode.IsMissing
                ? mode.AsString() is "ignore" or "invalidate" or "new_record" ? mode : throw TransformException.Error(
                    DiagnosticCodes.InvalidConfig,
                    $"hard_deletes is one of ignore, invalidate and new_record, not {mode.Repr()}.",
                    arguments.Span)
                : dict.TryGetValue("invalidate_hard_deletes", out var old) && old.IsTruthy ? "invalidate" : "ignore";
        }

        return config.As<ConfigObject>() is { } own
            ? own.Get("hard_deletes", own.Get("invalidate_hard_deletes", false).IsTruthy ? "invalidate" : "ignore")
            : "ignore";
    }

    private Value GetRelation(Arguments arguments)
    {
        var name = new Relation(
            arguments.Get(0, "database").AsString(), arguments.Get(1, "schema").AsString(), arguments.Get(2, "identifier").AsString());
        return Session.Relations.Find(name, Session) is { } found
            ? context.RelationValue(name with { Kind = found.Kind, Identifier = found.Identifier, Traits = found.Traits })
            : Value.None;
    }

    private Value ListRelations(Arguments arguments) => new ListValue(Session.Relations
        .List(arguments.Get(0, "database").AsString(), arguments.RequireString(1, "schema", "adapter.list_relations"), Session)
        .Select(context.RelationValue));

    private Value ListUncached(Arguments arguments)
    {
        var schema = RelationAt(arguments, 0, "schema_relation", "adapter.list_relations_without_caching");
        return new ListValue(Session.ListRelations(schema.Database, schema.Schema ?? string.Empty).Select(context.RelationValue));
    }

    /// <summary>What the project's own macro says; null where it has none.</summary>
    private Value? ColumnsByMacro(Arguments arguments)
    {
        const string Macro = "get_columns_in_relation";
        return context.Macros.Reach.IsUntouched(Macro, context.Package)
            ? (Value?)null
            : context.Call(Macro, arguments.Require(0, "relation", "adapter." + Macro));
    }

    private Value Columns(Relation relation) =>
        new ListValue(Session.GetColumns(relation).Select(c => Value.From(new ColumnObject(c, Dialect))));

    private Value MissingColumns(Arguments arguments)
    {
        var from = Session.GetColumns(RelationAt(arguments, 0, "from_relation", "adapter.get_missing_columns"));
        var to = Session.GetColumns(RelationAt(arguments, 1, "to_relation", "adapter.get_missing_columns"));
        return new ListValue(from
            .Where(c => !to.Any(t => string.Equals(t.Name, c.Name, StringComparison.OrdinalIgnoreCase)))
            .Select(c => Value.From(new ColumnObject(c, Dialect))));
    }

    private Value ExpandColumns(Arguments arguments)
    {
        ColumnExpansion.Expand(
            context,
            RelationAt(arguments, 0, "from_relation", "adapter.expand_target_column_types"),
            RelationAt(arguments, 1, "to_relation", "adapter.expand_target_column_types"));
        return Value.None;
    }

    private Value CreateSchema(Relation relation)
    {
        context.Call("create_schema", context.RelationValue(relation));
        return Value.None;
    }

    private Value DropSchema(Relation relation)
    {
        context.Call("drop_schema", context.RelationValue(relation));
        Session.Relations.Forget(relation.Database, relation.Schema ?? string.Empty);
        return Value.None;
    }

    private Value SchemaExists(Arguments arguments)
    {
        var schema = arguments.RequireString(1, "schema", "adapter.check_schema_exists");
        return Session.ListSchemas(arguments.Get(0, "database").AsString()).Contains(schema, StringComparer.OrdinalIgnoreCase);
    }

    private Value DropRelation(Relation relation)
    {
        context.Call("drop_relation", context.RelationValue(relation));
        Session.Relations.Remove(relation);
        return Value.None;
    }

    private Value RenameRelation(Arguments arguments)
    {
        var from = RelationAt(arguments, 0, "from_relation", "adapter.rename_relation");
        var to = RelationAt(arguments, 1, "to_relation", "adapter.rename_relation");
        context.Call("rename_relation", context.RelationValue(from), context.RelationValue(to));
        Session.Relations.Rename(from, to);
        return Value.None;
    }

    private Value AlreadyExists(Arguments arguments) => Session.Relations.Find(
        new Relation(
            TargetDatabase,
            arguments.RequireString(0, "schema", "adapter.already_exists"),
            arguments.RequireString(1, "name", "adapter.already_exists")),
        Session) is not null;

    private Value Cache(Arguments arguments, bool added)
    {
        var relation = RelationAt(arguments, 0, "relation", added ? "adapter.cache_added" : "adapter.cache_dropped");
        if (added)
        {
            Session.Relations.Add(relation);
        }
        else
        {
            Session.Relations.Remove(relation);
        }

        return Value.EmptyString;
    }

    private Value CacheRenamed(Arguments arguments)
    {
        Session.Relations.Rename(
            RelationAt(arguments, 0, "from_relation", "adapter.cache_renamed"),
            RelationAt(arguments, 1, "to_relation", "adapter.cache_renamed"));
        return Value.EmptyString;
    }

    private Value Commit()
    {
        if (Session.InTransaction)
        {
            Session.Commit();
        }

        return Value.None;
    }

    private Value StrategyMacro(Arguments arguments)
    {
        var strategy = arguments.Positional.Length > 1
            ? arguments.RequireString(1, "strategy", "adapter.get_incremental_strategy_macro")
            : arguments.Require(0, "strategy", "adapter.get_incremental_strategy_macro").ToString();
        return Value.From(IncrementalStrategies.Find(context, strategy, arguments.Span));
    }

    // Whether the columns fit is checked where a snapshot is taken.
    private static Value Checked(Relation _) => Value.None;

    private Value Do(string macro, Value relation)
    {
        context.Call(macro, relation);
        return Value.None;
    }

    private Value EnsureTransaction()
    {
        if (!Session.InTransaction)
        {
            Session.Begin();
        }

        return Value.None;
    }

    private Value WarnOnce(Arguments arguments)
    {
        if (context.Compiler.IsNews(arguments.Require(0, "msg", "adapter.warn_once").ToString()))
        {
            context.Project.Context.Log?.Invoke(Loading.TemplateLogLevel.Warn, arguments.Get(0, "msg").ToString());
        }

        return Value.None;
    }

    private Value DebugQuery()
    {
        Session.Execute("select 1 as id");
        return Value.EmptyString;
    }
}
