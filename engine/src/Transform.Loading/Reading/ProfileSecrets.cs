using System.Text.RegularExpressions;
using Transform.Core;
using Transform.Loading.Yaml;

namespace Transform.Loading.Reading;

/// <summary>Finds the secrets that stand in the text of <c>profiles.yml</c>, so that no message that shows lines of it shows
/// them: those of every output, since a message about one shows the lines of its neighbours.</summary>
internal static partial class ProfileSecrets
{
    // Anything shorter would mask half of what is printed.
    private const int ShortestSecret = 4;

    private static readonly string[] Keys =
    [
        "password", "pass", "pwd", "token", "access_token", "refresh_token", "client_secret", "secret", "secret_access_key",
        "aws_secret_access_key", "session_token", "private_key", "private_key_passphrase", "keyfile_json", "api_key",
        "motherduck_token", "connection_string", "encryption_key",

        // Of http_headers.
        "authorization", "proxy-authorization", "cookie", "x-clickhouse-key", "x-api-key",
    ];

    /// <summary>Whether an entry of a profile is a secret: by its key, or as a connection string with a password in it.</summary>
    public static bool IsSecret(string key, string value) =>
        value.Length >= ShortestSecret
        && (Keys.Contains(key, StringComparer.OrdinalIgnoreCase) || value.Contains("password=", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a password is one that names may have in them by chance.</summary>
    public static bool IsWord(ReadOnlySpan<char> password)
    {
        foreach (var c in password)
        {
            if (!char.IsLetter(c) && c != '_')
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Registers what a document has under keys of secrets, before any of it is rendered.</summary>
    public static void Register(YamlDocument document, SecretMask mask)
    {
        var secrets = new List<YamlScalar>();
        var others = new HashSet<string>(StringComparer.Ordinal);
        Collect(document.Root, string.Empty, secrets, others, []);
        foreach (var secret in secrets)
        {
            // A password that is also the user's name, or the schema's, is no secret that could be kept.
            if (!others.Contains(secret.Text))
            {
                AddLines(secret.Text, mask);

                // As it is written, which quotes and escapes make another text.
                AddLines(document.Source.Text[secret.Start..secret.End], mask);
            }
        }
    }

    /// <summary>Registers what follows the keys of secrets in a file that is no YAML, line by line.</summary>
    public static void Register(SourceText source, SecretMask mask)
    {
        var inside = -1;
        for (var number = 1; number <= source.LineCount; number++)
        {
            var line = source.Line(number).ToString();
            var indent = line.Length - line.AsSpan().TrimStart().Length;
            if (inside >= 0 && (indent > inside || indent == line.Length))
            {
                AddLines(line, mask);
                continue;
            }

            inside = -1;
            if (SecretKey().Match(line) is { Success: true } match)
            {
                var value = match.Groups["value"].Value.Trim();
                AddLines(value, mask);
                inside = value.StartsWith('|') || value.StartsWith('>') ? indent : -1;
            }
        }
    }

    private static void Collect(YamlNode? node, string key, List<YamlScalar> secrets, HashSet<string> others, HashSet<YamlNode> seen)
    {
        switch (node)
        {
            case YamlScalar { IsNull: false } scalar when !(scalar.IsPlain && bool.TryParse(scalar.Text, out _)):
                if (IsSecret(key, scalar.Text))
                {
                    secrets.Add(scalar);
                }
                else
                {
                    others.Add(scalar.Text);
                }

                break;
            case YamlMap map when seen.Add(map):
                foreach (var entry in map.Entries)
                {
                    Collect(entry.Value, entry.Key.Text, secrets, others, seen);
                }

                break;
            case YamlList list when seen.Add(list):
                foreach (var item in list.Items)
                {
                    Collect(item, key, secrets, others, seen);
                }

                break;
            default:
                break;
        }
    }

    // Each line by itself, since messages show lines. What only names a variable may be seen.
    private static void AddLines(string text, SecretMask mask)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var value = line.Trim().Trim("\"'");
            if (value.Length >= ShortestSecret && !(value.StartsWith("{{") && value.EndsWith("}}")))
            {
                mask.Add(value.ToString(), IsWord(value));
            }
        }
    }

    [GeneratedRegex(
        @"(pass|pwd|token|secret|key|connection_string)[\w-]*[""']?\s*:(?<value>.+)$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SecretKey();
}
