using System.Globalization;
using Transform.Loading;
using Transform.Templating;

namespace Transform.Documentation.Artifacts;

/// <summary>The first keys of every artifact's metadata.</summary>
internal static class ArtifactMetadata
{
    /// <summary>The key of <c>env</c> under which a manifest keeps the fingerprints of the project's vars.</summary>
    public const string VarsKey = "TRANSFORM_VARS";

    /// <summary>The key of <c>env</c> under which a manifest keeps the templates of YAML's configs, by the nodes' ids.</summary>
    public const string TemplatesKey = "TRANSFORM_TEMPLATES";

    private const string UtcFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <param name="json">Where to.</param>
    /// <param name="schema">The artifact's schema.</param>
    /// <param name="invocation">What writes it.</param>
    /// <param name="own">What Transform keeps in a manifest for itself, by its keys.</param>
    public static void Write(ArtifactJson json, string schema, Invocation invocation, params ReadOnlySpan<(string Key, DictValue Value)> own)
    {
        var writer = json.Writer;
        writer.WriteString("dbt_schema_version"u8, schema);
        writer.WriteString("dbt_version"u8, ProjectContext.DbtVersion);
        writer.WriteString("generated_at"u8, Utc(invocation.Generated ?? invocation.Started));
        writer.WriteString("invocation_id"u8, invocation.Id);
        writer.WriteString("invocation_started_at"u8, Utc(invocation.Started));
        writer.WriteStartObject("env"u8);
        foreach (var (name, value) in invocation.CustomEnvironment)
        {
            writer.WritePropertyName(name);
            json.Text(value);
        }

        foreach (var (key, value) in own)
        {
            if (value.Count > 0)
            {
                // The one place of the metadata where dbt's schema takes other keys: texts by name.
                writer.WritePropertyName(key);
                json.Text(PythonJson.Dumps(value));
            }
        }

        writer.WriteEndObject();
    }

    public static string Utc(DateTimeOffset time) => time.UtcDateTime.ToString(UtcFormat, CultureInfo.InvariantCulture);

    /// <summary>The same as UTF-8.</summary>
    /// <param name="time">The time.</param>
    /// <param name="text">Takes it; 27 bytes are enough.</param>
    /// <returns>How many bytes it takes.</returns>
    public static int Utc(DateTimeOffset time, Span<byte> text) =>
        time.UtcDateTime.TryFormat(text, out var length, UtcFormat, CultureInfo.InvariantCulture) ? length : throw new ArgumentException("There is no room for it.", nameof(text));

    public static string Offset(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'", CultureInfo.InvariantCulture);
}
