using System.Text;
using Transform.Core;
using Transform.Templating;

namespace Transform.Loading.Reading;

/// <summary>Reads what a Python model asks of dbt. Its code is not run: <c>dbt.ref(...)</c>, <c>dbt.source(...)</c>,
/// <c>dbt.config(...)</c>, <c>dbt.config.get(...)</c> and <c>dbt.config.meta_get(...)</c> take literals, which are the same in
/// Jinja, so that a template of these calls says it all. What it gets of its config is a config, too.</summary>
internal static class PythonModels
{
    private static readonly string[] Calls = ["ref", "source", "config", "config.get", "config.meta_get"];

    /// <exception cref="TransformException">A call has arguments that are no literals of Jinja (TF2001).</exception>
    public static SqlFile Read(string path, string root, SourceText source)
    {
        var calls = new StringBuilder("{{ config(materialized='table') }}");
        var text = source.Text;
        var (configs, metas) = (new Uses(), new Uses());
        for (var at = 0; at < text.Length;)
        {
            at = text[at] switch
            {
                '#' => LineEnd(text, at),
                '"' or '\'' => StringEnd(text, at),
                'd' when CallAt(text, at) is { } call => Take(call),
                _ => at + 1,
            };
        }

        if (configs.Count + metas.Count > 0)
        {
            calls.Append($"{{{{ config(config_keys_used=[{configs.Keys}], config_keys_defaults=[{configs.Defaults}], ")
                .Append($"meta_keys_used=[{metas.Keys}], meta_keys_defaults=[{metas.Defaults}]) }}}}");
        }

        return new SqlFile(path, root, Template.Parse(new SourceText(source.Path, calls.ToString()))) { Python = text };

        int Take((string Name, int Open) call)
        {
            var end = ParenthesisEnd(text, call.Open);
            switch (call.Name)
            {
                case "config.get":
                    configs.Add(text, call.Open, end);
                    break;
                case "config.meta_get":
                    metas.Add(text, call.Open, end);
                    break;
                default:
                    calls.Append("{{ ").Append(call.Name).Append(text, call.Open, end - call.Open).Append(" }}");
                    break;
            }

            return end;
        }
    }

    private static (string Name, int Open)? CallAt(string text, int at)
    {
        if (!text.AsSpan(at).StartsWith("dbt.") || (at > 0 && (char.IsLetterOrDigit(text[at - 1]) || text[at - 1] is '_' or '.')))
        {
            return null;
        }

        foreach (var name in Calls)
        {
            if (text.AsSpan(at + 4).StartsWith(name) && at + 4 + name.Length < text.Length && text[at + 4 + name.Length] == '(')
            {
                return (name, at + 4 + name.Length);
            }
        }

        return null;
    }

    private static int ParenthesisEnd(string text, int open, ICollection<int>? commas = null)
    {
        var depth = 0;
        for (var at = open; at < text.Length;)
        {
            switch (text[at])
            {
                case '(' or '[' or '{':
                    depth++;
                    at++;
                    break;
                case ')' or ']' or '}':
                    at++;
                    if (--depth == 0)
                    {
                        return at;
                    }

                    break;
                case ',' when depth == 1:
                    commas?.Add(at);
                    at++;
                    break;
                case '"' or '\'':
                    at = StringEnd(text, at);
                    break;
                default:
                    at++;
                    break;
            }
        }

        return text.Length;
    }

    private static int StringEnd(string text, int start)
    {
        var quote = text[start];
        var isLong = start + 2 < text.Length && text[start + 1] == quote && text[start + 2] == quote;
        for (var at = start + (isLong ? 3 : 1); at < text.Length; at++)
        {
            if (text[at] == '\\')
            {
                at++;
            }
            else if (text[at] == quote && (!isLong || (at + 2 < text.Length && text[at + 1] == quote && text[at + 2] == quote)))
            {
                return at + (isLong ? 3 : 1);
            }
            else if (text[at] == '\n' && !isLong)
            {
                return at;
            }
        }

        return text.Length;
    }

    private static int LineEnd(string text, int at)
    {
        var end = text.IndexOf('\n', at);
        return end < 0 ? text.Length : end;
    }

    /// <summary>The keys that a model gets, with the values that they have where they are not set.</summary>
    private sealed class Uses
    {
        private readonly List<string> keys = [];
        private readonly List<string> defaults = [];

        public int Count => keys.Count;

        public string Keys => string.Join(", ", keys);

        public string Defaults => string.Join(", ", defaults);

        /// <summary>Takes the arguments between the parentheses of a call.</summary>
        public void Add(string text, int open, int end)
        {
            var commas = new List<int>(1);
            ParenthesisEnd(text, open, commas);
            var keyEnd = commas.Count > 0 ? commas[0] : end - 1;
            if (text[(open + 1)..keyEnd].Trim() is not { Length: > 0 } key)
            {
                return;
            }

            var given = keyEnd < end - 1 ? text[(keyEnd + 1)..(commas.Count > 1 ? commas[1] : end - 1)].Trim() : string.Empty;
            keys.Add(key);
            defaults.Add(given.Length > 0 ? given : "none");
        }
    }
}
