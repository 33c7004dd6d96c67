namespace Transform.Core;

/// <summary>The secrets that this process knows, so that none of them is printed. Thread-safe; it only grows.</summary>
public sealed class SecretMask
{
    /// <summary>What stands in for a secret.</summary>
    public const string Replacement = "*****";

    private readonly Lock gate = new();

    // Longest first, so that a secret that contains another one is masked whole.
    private volatile string[] secrets = [];

    /// <summary>Nothing is known yet.</summary>
    public bool IsEmpty => secrets.Length == 0;

    /// <summary>Makes a value a secret. Blank values are none.</summary>
    public void Add(string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return;
        }

        lock (gate)
        {
            if (Array.IndexOf(secrets, value) < 0)
            {
                secrets = [.. secrets.Append(value).OrderByDescending(s => s.Length).ThenBy(s => s, StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>The text with every secret in it replaced.</summary>
    public string Mask(string text)
    {
        foreach (var secret in secrets)
        {
            text = text.Replace(secret, Replacement, StringComparison.Ordinal);
        }

        return text;
    }
}
