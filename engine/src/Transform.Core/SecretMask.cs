namespace Transform.Core;

/// <summary>The secrets that this process knows, so that none of them is printed. Thread-safe; it only grows.</summary>
public sealed class SecretMask
{
    /// <summary>What stands in for a secret.</summary>
    public const string Replacement = "*****";

    private readonly Lock gate = new();

    // Longest first, so that a secret that contains another one is masked whole.
    private volatile (string Text, bool IsWord)[] secrets = [];

    /// <summary>Nothing is known yet.</summary>
    public bool IsEmpty => secrets.Length == 0;

    /// <summary>Makes a value a secret. Blank values are none.</summary>
    /// <param name="value">The secret.</param>
    /// <param name="asWord">It is masked only where it stands by itself: names that happen to have a weak password in them stay.</param>
    public void Add(string? value, bool asWord = false)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return;
        }

        Register(value, asWord);
        if (value.AsSpan().ContainsAny('\'', '\\'))
        {
            // As it stands in a literal of SQL: by the standard, and where backslashes escape.
            Register(value.Replace("'", "''", StringComparison.Ordinal), asWord);
            Register(value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal), asWord);
        }
    }

    /// <summary>The text with every secret in it replaced.</summary>
    public string Mask(string text)
    {
        foreach (var (secret, isWord) in secrets)
        {
            text = isWord ? MaskWord(text, secret) : text.Replace(secret, Replacement, StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>Whether there is a secret in a text that is more than a word that may stand there for another reason.</summary>
    public bool Finds(string text)
    {
        foreach (var (secret, isWord) in secrets)
        {
            if (!isWord && text.Contains(secret, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private void Register(string value, bool asWord)
    {
        lock (gate)
        {
            if (!Array.Exists(secrets, s => string.Equals(s.Text, value, StringComparison.Ordinal) && (asWord || !s.IsWord)))
            {
                secrets =
                [
                    .. secrets.Where(s => !string.Equals(s.Text, value, StringComparison.Ordinal)).Append((value, asWord))
                        .OrderByDescending(s => s.Item1.Length).ThenBy(s => s.Item1, StringComparer.Ordinal),
                ];
            }
        }
    }

    private static string MaskWord(string text, string secret)
    {
        for (var at = text.IndexOf(secret, StringComparison.Ordinal); at >= 0;)
        {
            var end = at + secret.Length;
            var standsAlone = (at == 0 || !IsPartOfName(text[at - 1])) && (end == text.Length || !IsPartOfName(text[end]));
            if (standsAlone)
            {
                text = string.Concat(text.AsSpan(0, at), Replacement, text.AsSpan(end));
                end = at + Replacement.Length;
            }

            at = end < text.Length ? text.IndexOf(secret, end, StringComparison.Ordinal) : -1;
        }

        return text;
    }

    private static bool IsPartOfName(char c) => char.IsLetterOrDigit(c) || c is '_' or '-';
}
