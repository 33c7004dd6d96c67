using System.Collections.Concurrent;
using Transform.Adapters;
using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Gives nodes their database, schema and alias by the project's <c>generate_..._name</c> macros. Where those are the
/// built-in ones the same answer is computed directly.</summary>
internal sealed class NodeNames
{
    private readonly ConcurrentDictionary<string, string> schemas = new(StringComparer.Ordinal);
    private readonly Plan plan;
    private readonly Dictionary<string, (MacroBlock? Database, MacroBlock? Schema, MacroBlock? Alias)> macros = new(StringComparer.Ordinal);

    public NodeNames(Plan plan)
    {
        this.plan = plan;
        foreach (var package in plan.Project.Packages)
        {
            macros[package.Name] = (
                Find("generate_database_name", package.Name), Find("generate_schema_name", package.Name), Find("generate_alias_name", package.Name));
        }
    }

    /// <summary>Fills in database, schema, alias and the relation's name.</summary>
    public void Apply(Draft draft)
    {
        var target = plan.Project.Target.Description;
        var config = draft.Resolved.Config;
        var (database, schema, alias) = macros[draft.Package.Name];
        draft.Database = target.Database;
        draft.Schema = target.Schema;

        var customDatabase = config.Get("database");
        draft.Database = database is null
            ? customDatabase.IsNone ? target.Database : customDatabase.ToString().Trim()
            : Call(database, customDatabase, draft);

        var customSchema = config.Get("schema");
        draft.Schema = schema is null
            ? customSchema.IsNone ? target.Schema : schemas.GetOrAdd(customSchema.ToString(), static (custom, main) => $"{main}_{custom.Trim()}".Trim(), target.Schema)
            : Call(schema, customSchema, draft);

        var customAlias = config.Get("alias");
        draft.Alias = alias is not null ? Call(alias, customAlias, draft)
            : customAlias.IsTruthy ? customAlias.ToString().Trim()
            : draft.IsVersioned && draft.Version.IsTruthy ? $"{draft.Name}_v{draft.Version.ToString().Replace('.', '_')}"
            : draft.Name;

        if (draft.Type == ResourceType.Snapshot)
        {
            draft.Database = config.Text("target_database") is { Length: > 0 } targetDatabase ? targetDatabase : draft.Database;
            draft.Schema = config.Text("target_schema") is { Length: > 0 } targetSchema ? targetSchema : draft.Schema;
        }

        // dbt keeps a node's own quoting config and does not look at it when it names the relation.
        draft.Quoting = Quoting();
        draft.RelationName = IsRelation(draft) ? Render(draft.Database, draft.Schema, draft.Alias, draft.Quoting) : null;
    }

    /// <summary>The database and the schema that the naming macros give to an export of a saved query.</summary>
    public (string? Database, string? Schema) ForExport(Draft query, Value customDatabase)
    {
        var target = plan.Project.Target.Description;
        var (database, schema, _) = macros[query.Package.Name];
        return (
            database is null ? customDatabase.IsNone ? target.Database : customDatabase.ToString().Trim() : Call(database, customDatabase, query),
            schema is null ? target.Schema : Call(schema, Value.None, query));
    }

    public string Render(string? database, string? schema, string? identifier, QuotePolicy quoting) =>
        plan.Project.Target.Factory.Dialect.Render(new Relation(database, schema, identifier) { Quoting = quoting });

    /// <summary>The project's quoting: that of what it builds.</summary>
    public QuotePolicy Quoting()
    {
        var project = plan.Project.Main.Settings.Quoting;
        return new QuotePolicy(project.Database ?? true, project.Schema ?? true, project.Identifier ?? true);
    }

    private static bool IsRelation(Draft draft) => draft.Type switch
    {
        ResourceType.Model => draft.Resolved.Config.Materialized != "ephemeral",
        ResourceType.Seed or ResourceType.Snapshot => true,
        ResourceType.Test => draft.Resolved.Config.Flag("store_failures"),
        _ => false,
    };

    // A package's own macro, else the project's, else the built-in one: null, unless the project replaced what that one
    // dispatches to.
    private MacroBlock? Find(string name, string package)
    {
        var own = plan.Macros.FindIn(package, name);
        var isBuiltInPackage = plan.Project.Packages.Any(p => p.Root.Length == 0 && p.Name == package);
        if (own is not null && !isBuiltInPackage)
        {
            return own;
        }

        if (plan.Macros.FindIn(plan.Project.Main.Name, name) is { } main)
        {
            return main;
        }

        var dispatched = plan.Macros.Dispatch(name, "dbt", plan.Project.Main.Name);
        return dispatched?.PackageName == MacroLibrary.GlobalPackage
            ? null
            : plan.Macros.Find(name, plan.Project.Main.Name);
    }

    private string? Call(MacroBlock macro, Value custom, Draft draft)
    {
        var scope = new ParseScope(plan.Project, plan.Macros, macro.PackageName ?? draft.Package.Name, draft) { IsNaming = true };
        var state = new RenderState(scope, cancellationToken: plan.Cancellation);
        var value = macro.Call(state, Arguments.Of(custom, draft.ToModelValue()));
        return value.IsNone ? null : value.ToString().Trim();
    }
}
