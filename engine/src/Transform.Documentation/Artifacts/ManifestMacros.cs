using Transform.Loading;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Documentation.Artifacts;

/// <summary>One entry of <c>macros</c>.</summary>
internal sealed class ManifestMacros(Graph graph, MacroDependencies dependencies, double createdAt)
{
    private readonly bool checksArguments = graph.Project.Behaves("validate_macro_args");

    public void Write(ArtifactJson json, string id, SqlFile file, MacroBlock macro)
    {
        var writer = json.Writer;
        var patch = graph.MacroPatches.GetValueOrDefault(id);
        writer.WriteStartObject();
        writer.WriteString("name"u8, macro.UniqueName);
        writer.WriteString("resource_type"u8, "macro"u8);
        writer.WriteString("package_name"u8, macro.PackageName);
        writer.WriteString("path"u8, file.Path);
        writer.WriteString("original_file_path"u8, file.Path);
        writer.WriteString("unique_id"u8, id);
        json.Text("macro_sql"u8, macro.Text);
        writer.WriteStartObject("depends_on"u8);
        json.Texts("macros"u8, dependencies.Of(macro));
        writer.WriteEndObject();
        json.Text("description"u8, patch?.Description ?? string.Empty);
        MetaAndDocs(json, patch);
        writer.WriteStartObject("config"u8);
        MetaAndDocs(json, patch);
        writer.WriteEndObject();
        json.Text("patch_path"u8, patch?.PatchPath);
        Arguments(json, patch, macro, file);
        writer.WriteNumber("created_at"u8, createdAt);
        if (macro.Kind == BlockKind.Materialization)
        {
            json.Texts("supported_languages"u8, macro.SupportedLanguages);
        }
        else
        {
            json.Null("supported_languages"u8);
        }

        writer.WriteEndObject();
    }

    private static void MetaAndDocs(ArtifactJson json, MacroPatch? patch)
    {
        var config = patch?.Config ?? new DictValue();
        json.Member("meta"u8, config, "meta", new DictValue());
        ManifestNodes.Docs(json, config);
    }

    private void Arguments(ArtifactJson json, MacroPatch? patch, MacroBlock macro, SqlFile file)
    {
        json.Writer.WriteStartArray("arguments"u8);
        var documented = patch?.Arguments ?? new ListValue();
        foreach (var argument in documented)
        {
            var values = argument.AsDict() ?? new DictValue();
            Argument(json, values["name"], values);
        }

        // Where the project has macros' arguments checked, those that nobody has described are there, too; not those of generic
        // tests in the folder of tests, which dbt reads elsewhere.
        if (documented.Count == 0 && checksArguments && !IsInTests(macro, file))
        {
            foreach (var parameter in macro.Parameters)
            {
                Argument(json, parameter.Name, new DictValue());
            }
        }

        json.Writer.WriteEndArray();
    }

    private bool IsInTests(MacroBlock macro, SqlFile file) =>
        macro.Kind == BlockKind.Test && graph.Project.Packages.FirstOrDefault(p => p.Name == macro.PackageName) is { } package
            && package.Settings.TestPaths.Any(folder => file.Path.StartsWith(folder + "/", StringComparison.Ordinal));

    private static void Argument(ArtifactJson json, Value name, DictValue values)
    {
        json.Writer.WriteStartObject();
        json.Text("name"u8, name.ToString());
        json.Member("type"u8, values, "type");
        json.Member("description"u8, values, "description", string.Empty);
        json.Writer.WriteEndObject();
    }
}
