namespace Transform.Adapters.DuckDb;

/// <summary>The fields of Jinja's <c>target</c>: the ones that dbt-duckdb shows.</summary>
internal static class TargetFields
{
    private const string Masked = "*****";

    /// <summary>Shown as they are written in the profile, null where they are not.</summary>
    private static readonly string[] AsWritten =
        ["config_options", "extensions", "settings", "external_root", "use_credential_provider", "attach", "filesystems", "remote", "plugins"];

    private static readonly string[] SecretWords = ["secret", "token", "password", "access_key", "key_id", "encryption_key"];

    internal static TargetDescription Describe(DuckDbProfile profile, ProfileOutput output)
    {
        var fields = new List<KeyValuePair<string, object?>>
        {
            new("database", profile.Database),
            new("schema", profile.Schema),
            new("path", profile.WrittenPath),
        };
        foreach (var key in AsWritten)
        {
            fields.Add(new(key, Mask(output.Values.GetValueOrDefault(key)) ?? Default(key)));
        }

        fields.Add(new("disable_transactions", profile.DisableTransactions));
        fields.Add(new("type", DuckDbAdapterFactory.TypeName));
        fields.Add(new("threads", (long)profile.Threads));
        fields.Add(new("name", output.Name));
        fields.Add(new("target_name", output.Name));
        return new TargetDescription(profile.Database, profile.Schema, fields);
    }

    private static object? Default(string key) => key switch
    {
        "external_root" => ".",
        "settings" => new Dictionary<string, object?>(),
        _ => null,
    };

    private static object? Mask(object? value) => value switch
    {
        IEnumerable<KeyValuePair<string, object?>> map =>
            map.ToDictionary(e => e.Key, e => IsSecret(e.Key, e.Value) ? Masked : Mask(e.Value)),
        string => value,
        IEnumerable<object?> list => list.Select(Mask).ToList(),
        _ => value,
    };

    private static bool IsSecret(string key, object? value) =>
        (key == "path" && value is string path && !DuckDbAttachment.IsFilePath(path))
        || (value is not null && Array.Exists(SecretWords, word => key.Contains(word, StringComparison.OrdinalIgnoreCase)));
}
