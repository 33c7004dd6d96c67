using System.Collections.Frozen;
using Transform.Adapters;
using Transform.Core;
using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>The members of <c>adapter</c> that answer the same in every phase, since they ask nothing of the warehouse.</summary>
public static class AdapterMembers
{
    private static readonly FrozenDictionary<string, Func<Project, Arguments, Value>> Methods =
        new Dictionary<string, Func<Project, Arguments, Value>>(StringComparer.Ordinal)
        {
            ["type"] = static (p, _) => p.Target.Type,
            ["quote"] = static (p, a) => p.Target.Factory.Dialect.Quote(a.RequireString(0, "identifier", "adapter.quote")),
            ["quote_as_configured"] = QuoteAsConfigured,
            ["quote_seed_column"] = QuoteSeedColumn,
            ["standardize_grants_dict"] = static (_, a) => StandardizeGrants(a),
            ["render_raw_columns_constraints"] = static (p, a) => ConstraintText.Columns(a, p.Target.Factory.Dialect),
            ["render_raw_model_constraints"] = static (_, a) => ConstraintText.Model(a),
            ["parse_index"] = static (_, a) => Index(a.Get(0, "raw_index", Value.None), a),
            ["convert_type"] = ConvertType,
            ["convert_datetimes_to_strs"] = static (_, a) => a.Require(0, "table", "adapter.convert_datetimes_to_strs"),
            ["get_seed_file_path"] = static (p, a) => SeedPath(p, a.Require(0, "model", "adapter.get_seed_file_path")),
            ["build_catalog_relation"] = static (_, _) => Value.None,
            ["verify_database"] = static (_, _) => Value.EmptyString,
            ["get_catalog_integration"] = static (_, a) => throw TransformException.Error(
                DiagnosticCodes.OperationFailed, $"There is no catalog integration '{a.Get(0, "name")}'.", a.Span),
            ["store_relation"] = static (_, a) => throw TransformException.Error(
                DiagnosticCodes.OperationFailed, "Plugins that store relations are written in Python and are not supported.", a.Span),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Every name that it answers for any adapter.</summary>
    public static IEnumerable<string> Names => Methods.Keys.Concat(["Relation", "Column", "config", "behavior"]);

    /// <summary>A member by name.</summary>
    public static bool TryGet(string name, Project project, out Value value)
    {
        if (project.Target.Factory.TemplateFunctions.TryGetValue(name, out var function))
        {
            value = Value.From(name, (_, arguments) => Call(project, function, arguments));
            return true;
        }

        if (Methods.TryGetValue(name, out var method))
        {
            value = Value.From(name, (_, arguments) => method(project, arguments));
            return true;
        }

        value = name switch
        {
            "Relation" => ApiObject.Relation(project.Target.Factory.Dialect),
            "Column" => ApiObject.Column(project.Target.Factory.Dialect),
            "config" => AdapterConfig.Of(project),
            "behavior" => Value.From(new BehaviorFlags(project)),
            _ => Value.Undefined,
        };
        return !value.IsUndefined;
    }

    private static Value Call(Project project, TemplateFunction function, Arguments arguments)
    {
        var values = new object?[function.Parameters.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = arguments.Get(i, function.Parameters[i]).ToObject();
        }

        return Value.FromObject(function.Call(project.Target.Description, values));
    }

    private static Value QuoteAsConfigured(Project project, Arguments arguments)
    {
        var identifier = arguments.RequireString(0, "identifier", "adapter.quote_as_configured");
        var quoting = project.Main.Settings.Quoting;
        var quotes = arguments.RequireString(1, "quote_key", "adapter.quote_as_configured") switch
        {
            "database" => quoting.Database,
            "schema" => quoting.Schema,
            "identifier" => quoting.Identifier,
            _ => false,
        };
        return quotes ?? true ? project.Target.Factory.Dialect.Quote(identifier) : identifier;
    }

    private static Value QuoteSeedColumn(Project project, Arguments arguments)
    {
        var column = arguments.RequireString(0, "column", "adapter.quote_seed_column");
        var config = arguments.Get(1, "quote_config", Value.None);
        if (!config.IsMissing && !config.TryGetBoolean(out _))
        {
            throw TransformException.Error(
                DiagnosticCodes.WrongArguments, $"quote_columns is true or false, not {config.Repr()}.", arguments.Span);
        }

        return config.IsMissing || config.IsTruthy ? project.Target.Factory.Dialect.Quote(column) : column;
    }

    // What a query of grants says, as the grants config writes it: who has each privilege.
    private static DictValue StandardizeGrants(Arguments arguments)
    {
        var grants = new DictValue();
        if (arguments.Require(0, "grants_table", "adapter.standardize_grants_dict").As<TableObject>() is not { } table)
        {
            return grants;
        }

        var (grantee, privilege) = (table.IndexOf("grantee"), table.IndexOf("privilege_type"));
        if (grantee < 0 || privilege < 0)
        {
            return grants;
        }

        foreach (var row in table.Rows)
        {
            if (grants[row[privilege]].AsList() is { } grantees)
            {
                grantees.Add(row[grantee]);
            }
            else
            {
                grants[row[privilege]] = ListValue.Of(row[grantee]);
            }
        }

        return grants;
    }

    private static Value Index(Value raw, Arguments arguments)
    {
        if (raw.IsMissing)
        {
            return Value.None;
        }

        var index = raw.AsDict() ?? throw TransformException.Error(
            DiagnosticCodes.InvalidConfig, $"An index is a dictionary with columns, not {raw.Repr()}.", arguments.Span);
        var columns = index["columns"];
        return DictValue.Of(
            ("columns", columns.AsList() is null && !columns.IsMissing ? ListValue.Of(columns) : columns),
            ("unique", index["unique"].IsTruthy),
            ("type", index["type"] is { IsMissing: false } type ? type : Value.None),
            // Its name is new each time, so that the indexes of the old table and of the new one get on.
            ("render", Value.From("render", static (_, _) => Guid.NewGuid().ToString("N"))));
    }

    private static Value ConvertType(Project project, Arguments arguments)
    {
        var table = arguments.Require(0, "agate_table", "adapter.convert_type").As<TableObject>();
        var index = arguments.Require(1, "col_idx", "adapter.convert_type").TryGetInt64(out var i) ? (int)i : -1;
        return table is null || index < 0 || index >= table.Names.Count
            ? throw TransformException.Error(
                DiagnosticCodes.WrongArguments, "adapter.convert_type() needs a table and the number of one of its columns.", arguments.Span)
            : table.OriginalPath is not null ? table.Types[index]
            : table.KindOf(index) switch
            {
                "Integer" => "integer",
                "Number" => "float8",
                "Boolean" => "boolean",
                "Date" => "date",
                "DateTime" => "timestamp without time zone",
                _ => "text",
            };
    }

    private static Value SeedPath(Project project, Value model)
    {
        var package = model.GetItem("package_name").AsString();
        var root = project.Packages.FirstOrDefault(p => string.Equals(p.Name, package, StringComparison.Ordinal))?.Root ?? project.Root;
        return Path.Combine(root, model.GetItem("original_file_path").ToString());
    }
}
