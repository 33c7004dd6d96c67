using System.Net.Http.Headers;
using System.Text;
using Transform.Core;

namespace Transform.Loading.Packages;

/// <summary>Users and passwords in addresses.</summary>
internal static class Credentials
{
    /// <summary>The address with its password, or the token that stands for a user, replaced. The user of ssh is no secret, nor is
    /// what a template will put there.</summary>
    public static string Hide(string address)
    {
        var start = address.IndexOf("://", StringComparison.Ordinal) + 3;
        if (start < 3)
        {
            return address;
        }

        var end = address.AsSpan(start).IndexOf('/') is >= 0 and var slash ? start + slash : address.Length;
        var at = address.AsSpan(start, end - start).LastIndexOf('@');
        if (at <= 0)
        {
            return address;
        }

        var user = address.AsSpan(start, at);
        var password = user.IndexOf(':') + 1;
        return user.Contains("{{", StringComparison.Ordinal) || password == user.Length || (password == 0 && !address.StartsWith("http", StringComparison.OrdinalIgnoreCase))
            ? address
            : string.Concat(address.AsSpan(0, start + password), SecretMask.Replacement, address.AsSpan(start + at));
    }

    /// <summary>What to send for the user and password in an address; null where it has none.</summary>
    public static AuthenticationHeaderValue? Of(Uri address)
    {
        if (address.UserInfo is not { Length: > 0 } user)
        {
            return null;
        }

        var colon = user.IndexOf(':', StringComparison.Ordinal);
        var (name, password) = colon < 0 ? (user, string.Empty) : (user[..colon], user[(colon + 1)..]);
        return new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.UnescapeDataString(name)}:{Uri.UnescapeDataString(password)}")));
    }
}
