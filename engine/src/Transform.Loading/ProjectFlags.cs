using Transform.Core;
using Transform.Templating;

namespace Transform.Loading;

/// <summary>The flags that a project file may set, by dbt's names. A value of the wrong type makes dbt pass over all of them.</summary>
public static class ProjectFlags
{
    /// <summary>Those that decide between an old and a new behaviour and stand in the project file only, with what holds where nothing is said.</summary>
    public static IReadOnlyDictionary<string, bool> Behaviours { get; } = new Dictionary<string, bool>(StringComparer.Ordinal)
    {
        ["require_all_warnings_handled_by_warn_error"] = false,
        ["require_batched_execution_for_custom_microbatch_strategy"] = false,
        ["require_event_names_in_deprecations"] = false,
        ["require_explicit_package_overrides_for_builtin_materializations"] = true,
        [GenericTestArguments] = true,
        ["require_nested_cumulative_type_params"] = false,
        [NodePackageFirst] = false,
        [NamesWithoutSpaces] = true,
        [UniqueNames] = false,
        ["require_yaml_configuration_for_mf_time_spines"] = false,
        ["skip_nodes_if_on_run_start_fails"] = false,
        ["source_freshness_run_project_hooks"] = true,
        ["state_modified_compare_more_unrendered_values"] = false,
        ["state_modified_compare_vars"] = false,
        ["validate_macro_args"] = false,
    };

    /// <summary><c>arguments:</c> of a generic test holds its arguments, and is not one of them.</summary>
    public const string GenericTestArguments = "require_generic_test_arguments_property";

    /// <summary><c>ref()</c> in a package finds the package's own nodes before those of the project.</summary>
    public const string NodePackageFirst = "require_ref_searches_node_package_before_root";

    /// <summary>Names with spaces are errors.</summary>
    public const string NamesWithoutSpaces = "require_resource_names_without_spaces";

    /// <summary>Models, seeds and snapshots of a package may not share a name.</summary>
    public const string UniqueNames = "require_unique_project_resource_names";

    private const string Switch = "true or false";
    private const string Number = "a whole number";
    private const string Word = "a text";
    private const string Mapping = "a mapping of texts and lists of texts";

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["cache_selected_only"] = Switch,
        ["debug"] = Switch,
        ["fail_fast"] = Switch,
        ["indirect_selection"] = Word,
        ["log_format"] = Word,
        ["log_format_file"] = Word,
        ["log_level"] = Word,
        ["log_level_file"] = Word,
        ["package_hub_url"] = Word,
        ["partial_parse"] = Switch,
        ["populate_cache"] = Switch,
        ["print"] = Switch,
        ["printer_width"] = Number,
        ["quiet"] = Switch,
        ["send_anonymous_usage_stats"] = Switch,
        ["static_parser"] = Switch,
        ["use_colors"] = Switch,
        ["use_colors_file"] = Switch,
        ["use_experimental_parser"] = Switch,
        ["version_check"] = Switch,
        ["warn_error"] = Switch,
        ["warn_error_options"] = Mapping,
        ["write_json"] = Switch,
    };

    /// <summary>What the value of a flag should be; null where it is that, or where the flag is not known.</summary>
    public static string? Expected(string name, Value value)
    {
        if (Behaviours.ContainsKey(name))
        {
            return value.Kind == ValueKind.Boolean ? null : Switch;
        }

        return !Types.TryGetValue(name, out var type) || (value.IsNone && name != "send_anonymous_usage_stats") || Is(type, value) ? null : type;
    }

    /// <summary>The flags that count: all, or none where one has a value of the wrong type.</summary>
    public static DictValue Valid(DictValue flags)
    {
        foreach (var (name, value) in flags)
        {
            if (Expected(name.ToString(), value) is not null)
            {
                return [];
            }
        }

        return flags;
    }

    /// <summary>Whether a behaviour is on.</summary>
    public static bool IsOn(DictValue flags, string behaviour) =>
        flags.TryGetValue(behaviour, out var value) && value.TryGetBoolean(out var on) ? on : Behaviours[behaviour];

    /// <summary>What is probably meant by a flag that nobody reads; null where that cannot be said, as adapters have flags of their own.</summary>
    public static string? Meant(string name) =>
        Types.ContainsKey(name) || Behaviours.ContainsKey(name) ? null : NearMiss.Find(name, Types.Keys.Concat(Behaviours.Keys));

    private static bool Is(string type, Value value) => type switch
    {
        Switch => value.Kind == ValueKind.Boolean,
        Number => value.Kind == ValueKind.Integer,
        Word => value.IsString,
        _ => value.AsDict() is { } dict && dict.Values.All(static item => item.IsString || (item.AsList() is { } list && list.All(static text => text.IsString))),
    };
}
