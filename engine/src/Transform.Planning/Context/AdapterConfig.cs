using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary><c>adapter.config</c>: what the run was set to, by dbt's names.</summary>
internal static class AdapterConfig
{
    public static DictValue Of(Project project)
    {
        var settings = project.Main.Settings;
        var target = project.Target;
        var context = project.Context;
        var fields = new DictValue();
        foreach (var (name, value) in target.Description.Fields)
        {
            fields[name] = Value.FromObject(value);
        }

        return DictValue.Of(
            ("project_name", settings.Name),
            ("version", settings.Version),
            ("project_root", project.Root),
            ("project_target_path", project.TargetPath),
            ("packages_install_path", settings.PackagesInstallPath),
            ("target_path", settings.TargetPath),
            ("profile_name", context.TryGet("target", out var shown) ? shown.GetItem("profile_name") : Value.None),
            ("target_name", target.Name),
            ("threads", fields["threads"]),
            ("quoting", DictValue.Of(
                ("database", settings.Quoting.Database ?? true),
                ("schema", settings.Quoting.Schema ?? true),
                ("identifier", settings.Quoting.Identifier ?? true))),
            ("vars", Value.From(new RecordObject("VarProvider", settings.Vars, DictValue.Of(("vars", settings.Vars))))),
            ("cli_vars", project.CliVars),
            ("args", project.Context.TryGetForNodes("invocation_args_dict", out var arguments) ? arguments : new DictValue()),
            ("credentials", fields));
    }
}
