using Transform.Adapters;
using Transform.Core;
using Transform.Loading.Files;
using Transform.Loading.Yaml;
using Transform.Templating;

namespace Transform.Loading.Reading;

/// <summary>Finds <c>profiles.yml</c> and reads the chosen output of the chosen profile.</summary>
internal sealed class ProfileReader(LoadOptions options, ProjectContext context, Action<Diagnostic> report)
{
    private const string FileName = "profiles.yml";

    private string? Home => options.Environment.GetValueOrDefault("HOME") ?? options.Environment.GetValueOrDefault("USERPROFILE");

    /// <summary>Reads the target; null when something is wrong, which is reported.</summary>
    /// <param name="projectProfile">What the project file says.</param>
    /// <param name="profileSpan">Where it says so, or the file.</param>
    /// <param name="targetPath">The absolute folder for generated files.</param>
    public Target? Read(string? projectProfile, SourceSpan? profileSpan, string targetPath)
    {
        var folders = Folders();
        var path = folders.Select(f => Path.Combine(f, FileName)).FirstOrDefault(File.Exists);
        var profileName = options.Profile ?? projectProfile;
        if (path is null)
        {
            report(Diagnostic.Error(
                DiagnosticCodes.ProfileNotFound,
                $"There is no profiles.yml, which says where to build. Looked in {string.Join(", ", folders.Select(f => Shown(f) + (f == options.ProjectDir ? string.Empty : "/")))}.",
                profileSpan,
                $"Put a profiles.yml beside the project file. This one builds into a DuckDB file:\n\n{Minimal(profileName ?? "default")}"));
            return null;
        }

        if (profileName is null)
        {
            report(Diagnostic.Error(
                DiagnosticCodes.ProfileNotFound, "The project file does not say which profile to use.", profileSpan,
                $"Add profile: NAME to the project file, with a name from {Shown(path)}, or pass --profile NAME."));
            return null;
        }

        if (TextFile.Read(path, Shown(path), report) is not { } source)
        {
            return null;
        }

        if (YamlReader.Read(source, report) is not { } document)
        {
            ProfileSecrets.Register(source, context.Secrets);
            return null;
        }

        ProfileSecrets.Register(document, context.Secrets);

        return ReadProfile(new FileReport(source, report), document, profileName, profileSpan, targetPath);
    }

    private Target? ReadProfile(FileReport file, YamlDocument document, string profileName, SourceSpan? profileSpan, string targetPath)
    {
        var root = document.Root as YamlMap;
        var names = root?.Entries.Select(e => e.Key.Text).Where(n => n != "config").ToList() ?? [];
        if (root?.Find(profileName) is not { } found)
        {
            report(Diagnostic.Error(
                DiagnosticCodes.ProfileNotFound,
                $"There is no profile '{profileName}' in {file.Source.Path}.",
                options.Profile is null ? profileSpan : null,
                NearMiss.Question(profileName, names)
                    ?? (names.Count == 0
                        ? $"The file is empty. Write a profile into it:\n\n{Minimal(profileName)}"
                        : $"It has: {string.Join(", ", names)}. Add the profile there, or pass --profile with one of these.")));
            return null;
        }

        if (found.Value is not YamlMap profile || profile["outputs"] is not YamlMap outputs)
        {
            report(Diagnostic.Error(
                DiagnosticCodes.TargetNotFound, $"The profile '{profileName}' has no 'outputs'.", file.Span(found.Key),
                $"A profile looks like this:\n\n{Minimal(profileName)}"));
            return null;
        }

        var scope = new ProfileScope(context);
        var renderer = new ProfileRenderer(file.Source, scope, report);
        var targetNode = options.Target is null ? profile["target"] : null;
        var targetName = options.Target
            ?? (targetNode is null ? "default" : file.Values.ToRendered(targetNode, renderer, "target").ToString());
        if (outputs.Find(targetName) is not { } output)
        {
            var known = outputs.Entries.Select(e => e.Key.Text).ToList();
            report(Diagnostic.Error(
                DiagnosticCodes.TargetNotFound,
                targetNode is null && options.Target is null
                    ? $"The profile '{profileName}' does not say which target to use, and has none with the name 'default'."
                    : $"The profile '{profileName}' has no target '{targetName}'.",
                targetNode is null ? file.Span(found.Key) : file.Span(targetNode),
                NearMiss.Question(targetName, known) ?? $"It has: {string.Join(", ", known)}. Pass --target with one of these, or write it as target: in the profile."));
            return null;
        }

        if (file.Map(output.Value, $"The target '{targetName}'") is not { } entries)
        {
            if (output.Value is YamlScalar { IsNull: true })
            {
                file.Error(DiagnosticCodes.TargetNotFound, output.Key, $"The target '{targetName}' is empty.", "It needs at least a type: duckdb");
            }

            return null;
        }

        return ReadOutput(file, profileName, targetName, output.Key, entries, targetPath);
    }

    private Target? ReadOutput(
        FileReport file, string profileName, string targetName, YamlScalar key, YamlMap entries, string targetPath)
    {
        var failed = false;
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        var renderer = new ProfileRenderer(file.Source, new ProfileScope(context), d =>
        {
            failed = true;
            report(d);
        });
        foreach (var (name, value) in entries.Entries)
        {
            var read = file.Values.ToRendered(value, renderer, name.Text);
            values[name.Text] = read.ToObject();
        }

        RegisterSecrets(values);
        if (failed)
        {
            return null;
        }

        if (entries["type"] is not { } typeNode || values["type"] is not string type)
        {
            file.Error(
                entries["type"] is null ? DiagnosticCodes.MissingKey : DiagnosticCodes.WrongType,
                entries["type"] ?? key, $"The target '{targetName}' does not say its 'type'.",
                $"Add type: with one of: {string.Join(", ", options.Adapters.Select(a => a.Type))}.");
            return null;
        }

        var factory = options.Adapters.FirstOrDefault(a => string.Equals(a.Type, type, StringComparison.OrdinalIgnoreCase));
        if (factory is null)
        {
            var known = options.Adapters.Select(a => a.Type).ToList();
            file.Error(
                DiagnosticCodes.UnknownAdapter, typeNode, $"There is no adapter for the type '{type}'.",
                $"{NearMiss.Question(type, known)} Adapters that exist: {string.Join(", ", known)}.".TrimStart());
            return null;
        }

        var threads = options.Threads ?? Threads(file, entries["threads"], values.GetValueOrDefault("threads"));
        var output = new ProfileOutput(targetName, values, options.ProjectDir, targetPath, file.Span(key)) { Home = Home };
        try
        {
            var description = factory.Describe(output);
            context.SetTarget(Describe(description, factory.Type, threads, targetName, profileName));
            return new Target(profileName, output, description, factory, threads);
        }
        catch (TransformException exception)
        {
            foreach (var diagnostic in exception.Diagnostics)
            {
                report(diagnostic.Span is null ? diagnostic with { Span = file.Span(key) } : diagnostic);
            }

            return null;
        }
    }

    private static int Threads(FileReport file, YamlNode? node, object? value)
    {
        switch (value)
        {
            case null:
                return 1;
            case long number and > 0 and < 10_000:
                return (int)number;
            case string text when int.TryParse(text, out var parsed) && parsed > 0:
                return parsed;
            default:
                file.WrongType(node!, "'threads'", "a number from 1 on");
                return 1;
        }
    }

    private static DictValue Describe(TargetDescription description, string type, int threads, string targetName, string profileName)
    {
        var target = new DictValue();
        foreach (var (name, value) in description.Fields)
        {
            target[name] = Value.FromObject(value);
        }

        target["type"] = type;
        target["threads"] = threads;
        target["name"] = targetName;
        target["target_name"] = targetName;
        target["profile_name"] = profileName;
        return target;
    }

    // A password that is also the user's name, or the schema's, is no secret that could be kept.
    private void RegisterSecrets(Dictionary<string, object?> values, object? value = null)
    {
        switch (value ?? values)
        {
            case IEnumerable<KeyValuePair<string, object?>> map:
                foreach (var (key, entry) in map)
                {
                    if (entry is string text && ProfileSecrets.IsSecret(key, text)
                        && !values.Any(v => v.Key != key && text.Equals(v.Value as string, StringComparison.Ordinal)))
                    {
                        context.Secrets.Add(text, ProfileSecrets.IsWord(text));
                    }
                    else if (entry is not (null or string))
                    {
                        RegisterSecrets(values, entry);
                    }
                }

                break;
            case IEnumerable<object?> list:
                foreach (var item in list)
                {
                    if (item is not (null or string))
                    {
                        RegisterSecrets(values, item);
                    }
                }

                break;
            default:
                break;
        }
    }

    private List<string> Folders()
    {
        var explicitFolder = options.ProfilesDir
            ?? options.Environment.GetValueOrDefault("TRANSFORM_PROFILES_DIR")
            ?? options.Environment.GetValueOrDefault("DBT_PROFILES_DIR");
        if (explicitFolder is not null)
        {
            return [Path.GetFullPath(explicitFolder, options.ProjectDir)];
        }

        var folders = new List<string> { options.ProjectDir, Path.Combine(options.ProjectDir, "project") };
        if (Home is { Length: > 0 } home)
        {
            folders.Add(Path.Combine(home, ".transform"));
            folders.Add(Path.Combine(home, ".dbt"));
        }

        return folders;
    }

    // Relative to the project where it lies in it, and with ~ for the user's folder.
    private string Shown(string path)
    {
        var relative = Path.GetRelativePath(options.ProjectDir, path).Replace('\\', '/');
        if (!relative.StartsWith("..", StringComparison.Ordinal) && !Path.IsPathRooted(relative))
        {
            return relative == "." ? "the project's folder" : relative;
        }

        return Home is { Length: > 1 } home && path.StartsWith(home + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? "~" + path[home.Length..].Replace('\\', '/')
            : path;
    }

    private static string Minimal(string profile) =>
        $"{profile}:\n  target: dev\n  outputs:\n    dev:\n      type: duckdb\n      schema: main\n      threads: 4";
}
