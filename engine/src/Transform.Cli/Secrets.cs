using Transform.Core;

namespace Transform.Cli;

/// <summary>Which values of a profile must never be printed.</summary>
internal static class Secrets
{
    private static readonly string[] Words = ["password", "passwd", "secret", "token", "private_key", "access_key", "api_key", "credential"];

    public static void Learn(SecretMask mask, IReadOnlyDictionary<string, object?> output)
    {
        foreach (var (key, value) in output)
        {
            Learn(mask, key, value);
        }
    }

    private static void Learn(SecretMask mask, string key, object? value)
    {
        switch (value)
        {
            case string text when IsSecret(key):
                mask.Add(text);
                break;
            case IReadOnlyDictionary<string, object?> inner:
                Learn(mask, inner);
                break;
            case IEnumerable<object?> list:
                foreach (var item in list)
                {
                    Learn(mask, key, item);
                }

                break;
        }
    }

    private static bool IsSecret(string key) =>
        key is "pass" or "pwd" || Words.Any(word => key.Contains(word, StringComparison.OrdinalIgnoreCase));
}
