using Transform.Cli.Options;
using Transform.Core;
using Transform.Templating;

namespace Transform.Cli;

/// <summary>The command and its flags by dbt's names, as templates (<c>flags</c>, <c>invocation_args_dict</c>) and artifacts
/// (<c>args</c>) show them.</summary>
internal static class FlagDict
{
    public static DictValue Build(Settings settings)
    {
        var dict = new DictValue();
        foreach (var (flag, value) in settings.Values.Given(Flags.Global.AddRange(settings.Command.Flags)))
        {
            if (flag.Support != Support.Missing && flag != Flags.Vars && flag != Flags.Args && flag != Flags.WarnErrorOptions)
            {
                dict[Name(flag)] = flag.Kind switch
                {
                    FlagKind.Switch => settings.Values.Bool(flag) == true,
                    FlagKind.Number => settings.Values.Number(flag) is { } number ? number : Value.None,
                    FlagKind.Many => List(settings.Values.Many(flag)),
                    _ => value,
                };
            }
        }

        if (settings.Argument is { } argument && settings.Command.Argument is { } named)
        {
            dict[named] = argument;
            dict["args"] = YamlArguments.Read("--args", settings.MacroArguments);
        }

        dict["which"] = settings.Command.Which;
        dict["select"] = List(settings.Select);
        dict["exclude"] = List(settings.Exclude);
        dict["full_refresh"] = settings.FullRefresh;
        dict["fail_fast"] = settings.FailFast;
        dict["store_failures"] = settings.StoreFailures;
        dict["warn_error"] = settings.WarnError;
        dict["warn_error_options"] = Options(settings.WarnError ? WarningPolicy.Default : settings.Warnings);
        dict["indirect_selection"] = settings.IndirectSelection;
        dict["introspect"] = settings.Introspect;
        dict["quiet"] = settings.Quiet;
        dict["debug"] = settings.Debug;
        dict["print"] = settings.Print;
        dict["printer_width"] = settings.PrinterWidth;
        dict["write_json"] = settings.WriteJson;
        dict["use_colors"] = settings.UseColors ?? true;
        dict["log_format"] = settings.LogFormat;
        dict["partial_parse"] = settings.Values.Bool(Flags.PartialParse) ?? true;
        dict["version_check"] = settings.Values.Bool(Flags.VersionCheck) ?? true;
        dict["send_anonymous_usage_stats"] = false;
        dict["empty"] = settings.Empty;
        if (settings.EventTime is { } window)
        {
            dict["event_time_start"] = Time(window.Start);
            dict["event_time_end"] = Time(window.End);
        }

        dict["vars"] = YamlArguments.Read("--vars", settings.Vars);
        return dict;
    }

    // Without a zone, as in dbt.
    private static Value Time(DateTime time) => Value.From(DateTimeValue.FromClr(DateTime.SpecifyKind(time, DateTimeKind.Unspecified)));

    /// <summary>dbt's name of a flag.</summary>
    public static string Name(Flag flag) => flag == Flags.OnlyTypes ? "resource_types"
        : flag == Flags.WithoutTypes ? "exclude_resource_types"
        : flag.Name.Replace('-', '_');

    private static DictValue Options(WarningPolicy policy) => DictValue.Of(
        ("error", policy.AllAreErrors ? "all" : List(policy.Error)), ("warn", List(policy.Warn)), ("silence", List(policy.Silence)));

    private static ListValue List(IEnumerable<string> texts) => new(texts.Select(text => (Value)text));
}
