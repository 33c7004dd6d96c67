namespace Transform.Adapters.ClickHouse;

/// <summary>What a server says of itself when a target is opened: its version, and which of the settings that a run wants it knows and
/// lets the user change.</summary>
internal sealed class ServerSettings
{
    private const string NondeterministicMutations = "allow_nondeterministic_mutations";

    private readonly Dictionary<string, (string Value, bool IsReadOnly)> known = new(StringComparer.Ordinal);

    /// <summary>Such as <c>26.7.2.1</c>.</summary>
    internal string Version { get; private set; } = string.Empty;

    /// <summary>Deletes by row with a subquery, which delete+insert needs, are possible.</summary>
    internal bool HasLightweightDeletes =>
        known.TryGetValue(NondeterministicMutations, out var setting) && (!setting.IsReadOnly || setting.Value is not "0");

    internal static ServerSettings Read(ClickHouseConnection session, CancellationToken cancellation)
    {
        var settings = new ServerSettings();
        var names = string.Join(", ", Wanted(new ClickHouseProfile { ClusterMode = true, DatabaseEngine = "Shared", Compression = "gzip" })
            .Select(s => ClickHouseDialect.Instance.Literal(s.Key)));
        using var reader = session.Query(
            $"select version(), name, value, toUInt8(readonly) from (select 1 as one) as x left join (select 1 as one, name, value, readonly from system.settings where name in ({names})) as s using one",
            cancellation);
        while (reader.Read())
        {
            settings.Version = reader.GetString(0);
            settings.known[reader.GetString(1)] = (reader.GetString(2), reader.GetInt64(3) != 0);
        }

        return settings;
    }

    /// <summary>The settings of every statement: the profile's own as they are, and of those that a run wants, which are dbt-clickhouse's,
    /// the ones that the server has and the user may change.</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> SettingsFor(ClickHouseProfile profile)
    {
        var settings = profile.CustomSettings.ToList();
        settings.AddRange(Wanted(profile).Where(s =>
            !profile.CustomSettings.Any(own => own.Key == s.Key)
            && known.TryGetValue(s.Key, out var setting) && !setting.IsReadOnly && setting.Value != s.Value));
        return settings;
    }

    private static IEnumerable<KeyValuePair<string, string>> Wanted(ClickHouseProfile profile)
    {
        yield return new("mutations_sync", "3");
        yield return new("lightweight_deletes_sync", "3");
        yield return new("alter_sync", "3");
        yield return new("insert_distributed_sync", "1");
        yield return new(NondeterministicMutations, "1");
        // So that whoever stands between does not take a long statement for a dead one.
        yield return new("send_progress_in_http_headers", "1");
        yield return new("http_headers_progress_interval_ms", "10000");
        if (profile.Compression.Length > 0)
        {
            yield return new("enable_http_compression", "1");
        }

        yield return new("output_format_binary_write_json_as_string", "1");
        if (profile.ClusterMode || profile.DatabaseEngine is "Replicated")
        {
            yield return new("database_replicated_enforce_synchronous_settings", "1");
            yield return new("insert_quorum", "auto");
        }

        if (profile.DatabaseEngine is "Shared")
        {
            yield return new("select_sequential_consistency", "1");
        }
    }
}
