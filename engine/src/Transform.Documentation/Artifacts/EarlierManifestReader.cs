using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Transform.Core;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Documentation.Artifacts;

/// <summary>Reads the part of a <c>manifest.json</c> that state comparison and deferral need, in one pass: Transform's own or dbt's (schemas v4
/// to v12).</summary>
public static class EarlierManifestReader
{
    private const string Schema = "https://schemas.getdbt.com/dbt/manifest/v";
    private const int OldestVersion = 4;
    private const int NewestVersion = 12;

    /// <param name="folder">The absolute folder of the state.</param>
    /// <exception cref="TransformException">There is no such folder or manifest (TF3030), or it is of another version, cut off or something
    /// else (TF3031).</exception>
    public static EarlierGraph Read(string folder)
    {
        var path = Path.Combine(folder, ArtifactWriter.ManifestFile);
        try
        {
            return new Pass(path, File.ReadAllBytes(path)).Read();
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw StateErrors.Missing(folder, ArtifactWriter.ManifestFile);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw Unusable(path, $"is no manifest, or not the whole of one: {exception.Message}", "Write it anew with `transform parse`, and copy it when that has ended.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, $"cannot be read: {exception.Message}", "Check who may read it.");
        }
    }

    private static TransformException Unusable(string path, string what, string hint) =>
        TransformException.Error(DiagnosticCodes.UnusableState, $"{path} {what}", hint: hint);

    /// <summary>One reading of one file.</summary>
    private sealed class Pass(string path, byte[] text)
    {
        private readonly Dictionary<string, EarlierNode> nodes = new(StringComparer.Ordinal);
        private readonly Dictionary<string, string> macros = new(StringComparer.Ordinal);
        private string? project;
        private string? version;
        private Dictionary<string, string>? vars;
        private DictValue templates = [];

        public EarlierGraph Read()
        {
            var reader = new Utf8JsonReader(text);
            Enter(ref reader);
            while (Next(ref reader))
            {
                if (reader.ValueTextEquals("metadata"u8))
                {
                    Metadata(ref reader);
                }
                else if (reader.ValueTextEquals("macros"u8))
                {
                    Macros(ref reader);
                }
                else if (IsSectionOfNodes(ref reader))
                {
                    Nodes(ref reader);
                }
                else
                {
                    reader.Skip();
                }
            }

            // The file has to end where the manifest does.
            reader.Read();
            return version is null
                ? throw Unusable(path, "does not say that it is a manifest: its metadata names no schema.", "--state names the folder of a manifest.json.")
                : new EarlierGraph { Path = path, ProjectName = project, Nodes = nodes, Macros = macros, Vars = vars };
        }

        private static bool IsSectionOfNodes(ref Utf8JsonReader reader) =>
            reader.ValueTextEquals("nodes"u8) || reader.ValueTextEquals("sources"u8) || reader.ValueTextEquals("exposures"u8)
            || reader.ValueTextEquals("metrics"u8) || reader.ValueTextEquals("semantic_models"u8) || reader.ValueTextEquals("saved_queries"u8)
            || reader.ValueTextEquals("unit_tests"u8) || reader.ValueTextEquals("functions"u8);

        private static void Enter(ref Utf8JsonReader reader)
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw new JsonException($"an object was expected at byte {reader.TokenStartIndex}.");
            }
        }

        /// <summary>Goes to the next key of an object.</summary>
        private static bool Next(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

        private void Metadata(ref Utf8JsonReader reader)
        {
            Enter(ref reader);
            while (Next(ref reader))
            {
                if (reader.ValueTextEquals("dbt_schema_version"u8))
                {
                    version = Text(ref reader);
                    if (version is null || !version.StartsWith(Schema, StringComparison.Ordinal)
                        || !int.TryParse(Path.GetFileNameWithoutExtension(version.AsSpan(Schema.Length)), out var number)
                        || number is < OldestVersion or > NewestVersion)
                    {
                        throw Unusable(
                            path,
                            $"has the schema '{version}', and what can be read is {Schema}{OldestVersion}.json to v{NewestVersion}.json.",
                            "Write it with `transform parse`, or with a version of dbt that writes such a schema.");
                    }
                }
                else if (reader.ValueTextEquals("project_name"u8))
                {
                    project = Text(ref reader);
                }
                else if (reader.ValueTextEquals("env"u8))
                {
                    Environment(ref reader);
                }
                else
                {
                    reader.Skip();
                }
            }
        }

        private void Environment(ref Utf8JsonReader reader)
        {
            Enter(ref reader);
            while (Next(ref reader))
            {
                if (reader.ValueTextEquals(ArtifactMetadata.VarsKey) && Text(ref reader) is { } prints)
                {
                    vars = JsonSerializer.Deserialize<Dictionary<string, string>>(prints);
                }
                else if (reader.ValueTextEquals(ArtifactMetadata.TemplatesKey) && Text(ref reader) is { } kept)
                {
                    templates = new StateJson(Encoding.UTF8.GetBytes(kept)).ReadDict();
                }
                else
                {
                    reader.Skip();
                }
            }
        }

        private void Macros(ref Utf8JsonReader reader)
        {
            Enter(ref reader);
            while (Next(ref reader))
            {
                var id = reader.GetString()!;
                Enter(ref reader);
                while (Next(ref reader))
                {
                    if (reader.ValueTextEquals("macro_sql"u8))
                    {
                        macros[id] = Text(ref reader) ?? string.Empty;
                    }
                    else
                    {
                        reader.Skip();
                    }
                }
            }
        }

        private void Nodes(ref Utf8JsonReader reader)
        {
            Enter(ref reader);
            while (Next(ref reader))
            {
                var id = reader.GetString()!;
                nodes[id] = Node(id, ref reader);
            }
        }

        private EarlierNode Node(string id, ref Utf8JsonReader reader)
        {
            Enter(ref reader);
            var start = (int)reader.TokenStartIndex;
            string? type = null, name = null, file = null, database = null, schema = null, alias = null, relation = null, code = null, description = null, access = null;
            var (checksumName, checksum, isEnforced) = (string.Empty, string.Empty, false);
            ImmutableArray<string> fqn = [];
            StateJson unrendered = default, config = default, columns = default, latest = default, deprecation = default;
            while (Next(ref reader))
            {
                switch (reader.ValueSpan)
                {
                    case var key when key.SequenceEqual("resource_type"u8): type = Text(ref reader); break;
                    case var key when key.SequenceEqual("name"u8): name = Text(ref reader); break;
                    case var key when key.SequenceEqual("original_file_path"u8): file = Text(ref reader); break;
                    case var key when key.SequenceEqual("database"u8): database = Text(ref reader); break;
                    case var key when key.SequenceEqual("schema"u8): schema = Text(ref reader); break;
                    case var key when key.SequenceEqual("alias"u8): alias = Text(ref reader); break;
                    case var key when key.SequenceEqual("relation_name"u8): relation = Text(ref reader); break;
                    case var key when key.SequenceEqual("raw_code"u8) || key.SequenceEqual("raw_sql"u8): code = Text(ref reader); break;
                    case var key when key.SequenceEqual("description"u8): description = Text(ref reader); break;
                    case var key when key.SequenceEqual("access"u8): access = Text(ref reader); break;
                    case var key when key.SequenceEqual("fqn"u8): fqn = Texts(ref reader); break;
                    case var key when key.SequenceEqual("unrendered_config"u8): unrendered = Json(ref reader); break;
                    case var key when key.SequenceEqual("config"u8): config = Json(ref reader); break;
                    case var key when key.SequenceEqual("columns"u8): columns = Json(ref reader); break;
                    case var key when key.SequenceEqual("latest_version"u8): latest = Json(ref reader); break;
                    case var key when key.SequenceEqual("deprecation_date"u8): deprecation = Json(ref reader); break;
                    case var key when key.SequenceEqual("checksum"u8): (checksumName, checksum) = Checksum(ref reader); break;
                    case var key when key.SequenceEqual("contract"u8): isEnforced = IsEnforced(ref reader); break;
                    default: reader.Skip(); break;
                }
            }

            return new EarlierNode
            {
                UniqueId = id,
                ResourceType = type,
                Name = name ?? string.Empty,
                OriginalFilePath = file ?? string.Empty,
                Database = database,
                Schema = schema,
                Alias = alias,
                RelationName = relation,
                Fqn = fqn,
                ChecksumName = checksumName,
                Checksum = checksum,
                RawCode = code ?? string.Empty,
                Description = description ?? string.Empty,
                Access = access,
                LatestVersion = latest,
                DeprecationDate = deprecation,
                IsContractEnforced = isEnforced,
                UnrenderedConfig = unrendered,
                Templates = templates[id].AsDict(),
                Config = config,
                Columns = columns,
                Entry = new StateJson(text.AsMemory(start..(int)reader.BytesConsumed)),
            };
        }

        private static string? Text(ref Utf8JsonReader reader)
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
            {
                return reader.GetString();
            }

            reader.Skip();
            return null;
        }

        private static ImmutableArray<string> Texts(ref Utf8JsonReader reader)
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                reader.Skip();
                return [];
            }

            var texts = ImmutableArray.CreateBuilder<string>(4);
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                texts.Add(reader.GetString() ?? string.Empty);
            }

            return texts.ToImmutable();
        }

        private StateJson Json(ref Utf8JsonReader reader)
        {
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            return new StateJson(text.AsMemory(start..(int)reader.BytesConsumed));
        }

        // Of nodes it is an object; a unit test's is a text.
        private static (string Name, string Checksum) Checksum(ref Utf8JsonReader reader)
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                return (string.Empty, string.Empty);
            }

            var (name, checksum) = (string.Empty, string.Empty);
            while (Next(ref reader))
            {
                if (reader.ValueTextEquals("name"u8))
                {
                    name = Text(ref reader) ?? string.Empty;
                }
                else
                {
                    checksum = Text(ref reader) ?? string.Empty;
                }
            }

            return (name, checksum);
        }

        private static bool IsEnforced(ref Utf8JsonReader reader)
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                return false;
            }

            var isEnforced = false;
            while (Next(ref reader))
            {
                if (reader.ValueTextEquals("enforced"u8))
                {
                    reader.Read();
                    isEnforced = reader.TokenType == JsonTokenType.True;
                }
                else
                {
                    reader.Skip();
                }
            }

            return isEnforced;
        }
    }
}
