using System.Collections.Frozen;
using Transform.Adapters;
using Transform.Core;
using Transform.Templating;

namespace Transform.Planning;

public sealed partial record RelationObject
{
    private const string EphemeralPrefix = "__dbt__cte__";

    private static readonly FrozenDictionary<string, Func<RelationObject, Value>> Fields =
        new Dictionary<string, Func<RelationObject, Value>>(StringComparer.Ordinal)
        {
            ["database"] = static r => r.Relation.Database,
            ["schema"] = static r => r.Relation.Schema,
            ["identifier"] = static r => r.Relation.Identifier,
            ["name"] = static r => r.Relation.Identifier,
            ["table"] = static r => r.Relation.Identifier,
            ["type"] = static r => KindName(r.Relation.Kind),
            ["is_table"] = static r => r.Relation.Kind == RelationKind.Table,
            ["is_view"] = static r => r.Relation.Kind == RelationKind.View,
            ["is_cte"] = static r => r.Relation.Kind == RelationKind.Cte,
            ["is_materialized_view"] = static r => r.Relation.Kind == RelationKind.MaterializedView,
            ["is_function"] = static r => r.Relation.Kind == RelationKind.Function,
            ["is_pointer"] = static r => r.Relation.Kind == RelationKind.PointerTable,
            ["can_be_renamed"] = static r => r.Dialect.Types.Renameable.Contains(r.Relation.Kind),
            ["can_be_replaced"] = static r => r.Dialect.Types.Replaceable.Contains(r.Relation.Kind),
            ["renameable_relations"] = static r => Kinds(r.Dialect.Types.Renameable),
            ["replaceable_relations"] = static r => Kinds(r.Dialect.Types.Replaceable),
            ["dbt_created"] = static r => r.IsMadeByRun,
            ["limit"] = static r => r.Limit is { } limit ? limit : Value.None,
            ["event_time_filter"] = static r => r.Filter is { } filter
                ? DictValue.Of(("field_name", filter.Column), ("start", Value.From(DateTimeValue.FromClr(filter.Window.Start))), ("end", Value.From(DateTimeValue.FromClr(filter.Window.End))))
                : Value.None,
            ["require_alias"] = static r => r.Dialect.SubqueriesNeedAlias,
            ["catalog"] = static r => r.Catalog,
            ["external"] = static r => r.Relation.ExternalLocation,
            ["quote_character"] = static _ => "\"",
            ["information_schema_view"] = static r => r.InformationSchemaView,
            ["path"] = static r => Value.From(RelationParts.Path(r.Relation)),
            ["quote_policy"] = static r => Value.From(RelationParts.Policy(r.Relation.Quoting)),
            ["include_policy"] = static r => Value.From(RelationParts.Policy(r.Include)),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, Func<RelationObject, Arguments, Value>> Methods =
        new Dictionary<string, Func<RelationObject, Arguments, Value>>(StringComparer.Ordinal)
        {
            ["render"] = static (r, _) => r.RenderName(),
            ["render_limited"] = static (r, _) => r.RenderLimited(),
            ["render_event_time_filtered"] = static (r, _) => r.Render(),
            ["include"] = static (r, a) => Value.From(r with { Include = Change(r.Include, a) }),
            ["quote"] = static (r, a) => r.With(r.Relation with { Quoting = Change(r.Relation.Quoting, a) }),
            ["quoted"] = static (r, a) => r.Dialect.Quote(a.RequireString(0, "identifier", "quoted")),
            ["without_identifier"] = static (r, _) => Value.From(r with
            {
                Relation = r.Relation with { Identifier = null },
                Include = r.Include with { Identifier = false },
            }),
            ["incorporate"] = static (r, a) => Value.From(r.Incorporate(a)),
            ["replace"] = static (r, a) => Value.From(r.Incorporate(a)),
            ["derivative"] = static (r, a) => r.Derivative(a),
            ["replace_path"] = static (r, a) => r.With(r.WithPath(a)),
            ["matches"] = static (r, a) => r.Matches(a),
            ["information_schema"] = static (r, a) => Value.From(r.InformationSchema(a.Get(0, "view_name").AsString())),
            ["information_schema_only"] = static (r, _) => Value.From(r.InformationSchema(null)),
            ["get"] = static (r, a) => r.Get(a),
            ["to_dict"] = static (r, a) => r.ToDict(a.Get(0, "omit_none", false).IsTruthy),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    // What the class answers as well as each of its objects.
    private static readonly FrozenDictionary<string, Value> Shared = new Dictionary<string, Value>(StringComparer.Ordinal)
    {
        ["Table"] = "table",
        ["View"] = "view",
        ["CTE"] = "cte",
        ["MaterializedView"] = "materialized_view",
        ["External"] = "external",
        ["PointerTable"] = "pointer_table",
        ["Function"] = "function",
        ["get_relation_type"] = Value.From(new RelationTypes()),
        ["add_ephemeral_prefix"] = Value.From("add_ephemeral_prefix", static (_, a) => EphemeralPrefix + a.Require(0, "name", "add_ephemeral_prefix")),
        ["scd_args"] = Value.From("scd_args", static (_, a) =>
        {
            var key = a.Require(0, "primary_key", "scd_args");
            return new ListValue([.. key.AsList() is { } keys ? keys : [key], a.Require(1, "updated_at", "scd_args")]);
        }),
        ["get_default_quote_policy"] = Value.From("get_default_quote_policy", static (_, _) => Value.From(RelationParts.Policy(QuotePolicy.All))),
        ["get_default_include_policy"] = Value.From("get_default_include_policy", static (_, _) => Value.From(RelationParts.Policy(QuotePolicy.All))),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Every name that a relation answers.</summary>
    public static IEnumerable<string> MemberNames => Fields.Keys.Concat(Methods.Keys).Concat(Shared.Keys).Append("create");

    public bool TryGetAttribute(string name, out Value value)
    {
        if (Fields.TryGetValue(name, out var field))
        {
            value = field(this);
            return true;
        }

        if (Methods.TryGetValue(name, out var method))
        {
            value = Value.From(name, (_, arguments) => method(this, arguments));
            return true;
        }

        if (string.Equals(name, "relation_max_name_length", StringComparison.Ordinal) && Dialect.Types.LongestName is { } longest)
        {
            value = Value.From(name, (_, _) => longest);
            return true;
        }

        if (Dialect.Types.RelationTraits.TryGetValue(name, out var trait))
        {
            value = Value.FromObject(
                Relation.Traits.TryGet(name, out var own) ? own
                : trait is Func<RelationTraits, bool, object?> derived ? derived(Relation.Traits, Include.Identifier) : trait);
            return true;
        }

        return TryGetShared(name, Dialect, out value);
    }

    /// <summary>What <c>api.Relation</c> answers under a name.</summary>
    internal static bool TryGetShared(string name, ISqlDialect dialect, out Value value)
    {
        if (string.Equals(name, "create", StringComparison.Ordinal))
        {
            value = Value.From(name, (_, arguments) => Value.From(Create(arguments, dialect)));
            return true;
        }

        return Shared.TryGetValue(name, out value);
    }

    private static RelationObject Create(Arguments arguments, ISqlDialect dialect) => new RelationObject(
        new Relation(
            PartOf(arguments.Get(0, "database", Value.None), "database", arguments),
            PartOf(arguments.Get(1, "schema", Value.None), "schema", arguments),
            PartOf(arguments.Get(2, "identifier", Value.None), "identifier", arguments),
            Kind(arguments.Get(3, "type", Value.None), arguments)),
        dialect).Incorporate(arguments);

    private static RelationKind Kind(Value name, Arguments arguments)
    {
        if (name.IsNone)
        {
            return RelationKind.Unknown;
        }

        var kind = ParseKind(name);
        return kind != RelationKind.Unknown ? kind : throw TransformException.Error(
            DiagnosticCodes.WrongArguments,
            $"There is no type of relation {name.Repr()}.",
            arguments.Span,
            "Use one of table, view, cte, materialized_view, external, pointer_table, function.");
    }

    private static TupleValue Kinds(FrozenSet<RelationKind> kinds) => kinds.Count == 0 ? TupleValue.Empty : TupleValue.Of([.. kinds.Order().Select(KindName)]);

    private static string? PartOf(Value value, string part, Arguments arguments) => value.IsNone ? null : value.AsString()
        ?? throw TransformException.Error(
            DiagnosticCodes.WrongArguments,
            $"The {part} of a relation is a string, not {value.TypeName}.",
            arguments.Span,
            value.IsUndefined ? "The value is undefined: check the spelling of the variable." : null);

    private static QuotePolicy Change(QuotePolicy policy, Arguments arguments) => new(
        Flag(arguments.Get(0, "database"), policy.Database),
        Flag(arguments.Get(1, "schema"), policy.Schema),
        Flag(arguments.Get(2, "identifier"), policy.Identifier));

    private static QuotePolicy Change(QuotePolicy policy, DictValue changes) => new(
        Flag(changes["database"], policy.Database), Flag(changes["schema"], policy.Schema), Flag(changes["identifier"], policy.Identifier));

    private static bool Flag(Value value, bool fallback) => value.IsMissing ? fallback : value.IsTruthy;

    private Value With(Relation relation) => Value.From(this with { Relation = relation });

    // The keyword arguments that dbt's incorporate() and create() know besides the parts of the name.
    private RelationObject Incorporate(Arguments arguments)
    {
        var changed = this;
        foreach (var (name, value) in arguments.Keywords.Span)
        {
            changed = name switch
            {
                "path" when value.AsDict() is { } parts => changed with { Relation = WithPath(changed.Relation, parts, arguments) },
                "type" => changed with { Relation = changed.Relation with { Kind = Kind(value, arguments) } },
                "quote_policy" when value.AsDict() is { } quoting =>
                    changed with { Relation = changed.Relation with { Quoting = Change(changed.Relation.Quoting, quoting) } },
                "include_policy" when value.AsDict() is { } include => changed with { Include = Change(changed.Include, include) },
                "limit" => changed with { Limit = value.TryGetInt64(out var limit) ? limit : null },
                "dbt_created" => changed with { IsMadeByRun = value.IsTruthy },
                "catalog" => changed with { Catalog = value.AsString() },
                "external" => changed with { Relation = changed.Relation with { ExternalLocation = value.AsString() } },
                _ when Dialect.Types.RelationTraits.ContainsKey(name) =>
                    changed with { Relation = changed.Relation with { Traits = changed.Relation.Traits.With(name, value.ToObject()) } },
                _ => changed,
            };
        }

        return changed;
    }

    private static Relation WithPath(Relation relation, DictValue parts, Arguments arguments) => relation with
    {
        Database = parts.TryGetValue("database", out var database) ? PartOf(database, "database", arguments) : relation.Database,
        Schema = parts.TryGetValue("schema", out var schema) ? PartOf(schema, "schema", arguments) : relation.Schema,
        Identifier = parts.TryGetValue("identifier", out var identifier) ? PartOf(identifier, "identifier", arguments) : relation.Identifier,
    };

    private Relation WithPath(Arguments arguments) => Relation with
    {
        Database = arguments.TryGet("database", out var database) ? PartOf(database, "database", arguments) : Relation.Database,
        Schema = arguments.TryGet("schema", out var schema) ? PartOf(schema, "schema", arguments) : Relation.Schema,
        Identifier = arguments.TryGet("identifier", out var identifier) ? PartOf(identifier, "identifier", arguments) : Relation.Identifier,
    };

    // dbt-clickhouse's way to what stands beside a relation, such as the views that fill a table.
    private Value Derivative(Arguments arguments)
    {
        var suffix = arguments.RequireString(0, "suffix", "derivative");
        var isWhole = arguments.Get(2, "interpret_suffix_as_full_identifier", false).IsTruthy;
        var kind = arguments.Get(1, "relation_type", Value.None);
        return With(Relation with
        {
            Identifier = isWhole ? suffix : Relation.Identifier + suffix,
            Kind = kind.IsMissing ? Relation.Kind : Kind(kind, arguments),
        });
    }

    private Value Matches(Arguments arguments)
    {
        var (database, schema, identifier) = (arguments.Get(0, "database"), arguments.Get(1, "schema"), arguments.Get(2, "identifier"));
        if (database.IsMissing && schema.IsMissing && identifier.IsMissing)
        {
            throw TransformException.Error(
                DiagnosticCodes.WrongArguments, "matches() needs at least one of database, schema and identifier.", arguments.Span);
        }

        return Same(database, Relation.Database) && Same(schema, Relation.Schema) && Same(identifier, Relation.Identifier);
    }

    private static bool Same(Value wanted, string? part) =>
        wanted.IsMissing || string.Equals(wanted.AsString(), part, StringComparison.OrdinalIgnoreCase);

    /// <summary>The information schema of the relation's database.</summary>
    public RelationObject InformationSchema(string? view) => this with
    {
        Relation = new Relation(Relation.Database, null, "INFORMATION_SCHEMA", RelationKind.View)
        {
            Quoting = Relation.Quoting with { Identifier = false },
        },
        Include = new QuotePolicy(Relation.Database is not null, Schema: false, Identifier: true),
        InformationSchemaView = view,
        IsInformationSchema = true,
    };

    private Value Get(Arguments arguments)
    {
        var key = arguments.RequireString(0, "key", "get");
        return string.Equals(key, "metadata", StringComparison.Ordinal)
            ? DictValue.Of(("type", TypeName))
            : TryGetAttribute(key, out var found) ? found : arguments.Get(1, "default", Value.None);
    }

    private DictValue ToDict(bool omitNone)
    {
        var dict = new DictValue();
        foreach (var name in new[]
        {
            "path", "type", "quote_character", "include_policy", "quote_policy", "dbt_created", "limit", "event_time_filter",
            "require_alias", "catalog", "renameable_relations", "replaceable_relations", "external",
        })
        {
            var value = Fields[name](this);
            if (value.As<RelationParts>() is { } parts)
            {
                dict[name] = parts.ToDict(omitNone);
            }
            else if (!omitNone || !value.IsNone)
            {
                dict[name] = value.AsTuple() is null ? value : new ListValue();
            }
        }

        return dict;
    }
}
