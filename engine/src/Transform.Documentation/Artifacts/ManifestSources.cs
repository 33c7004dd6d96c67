using Transform.Planning;
using Transform.Templating;

namespace Transform.Documentation.Artifacts;

/// <summary>One entry of <c>sources</c>.</summary>
internal static class ManifestSources
{
    public static void Write(ArtifactJson json, SourceNode source, double createdAt)
    {
        var writer = json.Writer;
        writer.WriteStartObject();
        json.Text("database"u8, source.Database);
        json.Text("schema"u8, source.Schema);
        writer.WriteString("name"u8, source.Name);
        writer.WriteString("resource_type"u8, "source"u8);
        writer.WriteString("package_name"u8, source.PackageName);
        writer.WriteString("path"u8, source.Path);
        writer.WriteString("original_file_path"u8, source.OriginalFilePath);
        writer.WriteString("unique_id"u8, source.UniqueId);
        json.Texts("fqn"u8, source.Fqn);
        writer.WriteString("source_name"u8, source.SourceName);
        json.Text("source_description"u8, source.SourceDescription);
        json.Text("loader"u8, source.Loader);
        json.Text("identifier"u8, source.Alias);
        Quoting(json, source);
        json.Text("loaded_at_field"u8, source.LoadedAtField);
        json.Text("loaded_at_query"u8, source.LoadedAtQuery);
        json.Value("freshness"u8, source.Freshness);
        json.Value("external"u8, source.External);
        json.Text("description"u8, source.Description);
        ManifestColumns.Write(json, source.Columns);
        json.Member("meta"u8, source.Config.Values, "meta", new DictValue());
        json.Value("source_meta"u8, source.SourceMeta);
        json.Texts("tags"u8, source.Tags);
        json.Value("config"u8, source.Config.Values);
        json.Text("patch_path"u8, source.PatchPath);
        json.Value("unrendered_config"u8, source.UnrenderedConfig);
        json.Text("relation_name"u8, source.RelationName);
        writer.WriteNumber("created_at"u8, createdAt);
        json.Text("unrendered_database"u8, source.DeclaredDatabase);
        json.Text("unrendered_schema"u8, source.DeclaredSchema);
        json.Texts("doc_blocks"u8, source.DocBlocks);
        writer.WriteEndObject();
    }

    // What the source says of itself; null where it says nothing.
    private static void Quoting(ArtifactJson json, SourceNode source)
    {
        json.Writer.WriteStartObject("quoting"u8);
        json.Flag("database"u8, source.DeclaredQuoting.Database);
        json.Flag("schema"u8, source.DeclaredQuoting.Schema);
        json.Flag("identifier"u8, source.DeclaredQuoting.Identifier);
        json.Null("column"u8);
        json.Writer.WriteEndObject();
    }
}
