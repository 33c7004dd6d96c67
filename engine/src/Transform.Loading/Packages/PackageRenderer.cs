using Transform.Core;
using Transform.Loading.Reading;
using Transform.Loading.Yaml;
using Transform.Templating;

namespace Transform.Loading.Packages;

/// <summary>Renders the entries of <c>packages:</c>. Passwords in addresses are secrets, wherever they come from.</summary>
internal sealed class PackageRenderer(SourceText source, ProfileScope scope, SecretMask secrets, Action<Diagnostic> report)
    : TemplateRenderer(source, scope, report)
{
    // Anything shorter would mask half of what is printed.
    private const int ShortestSecret = 4;

    public override Value Render(YamlScalar scalar, Value value)
    {
        var rendered = scope.Reveal(base.Render(scalar, value));
        if (rendered.AsString() is { } text && text.Contains("://", StringComparison.Ordinal)
            && Uri.TryCreate(text, UriKind.Absolute, out var address) && address.UserInfo.Length >= ShortestSecret)
        {
            // Without a password, the user's name is the token, unless it is the one of ssh.
            var password = address.UserInfo.IndexOf(':', StringComparison.Ordinal);
            if (password >= 0 || address.Scheme is "http" or "https")
            {
                Add(address.UserInfo[(password + 1)..]);
            }
        }

        return rendered;

        void Add(string secret)
        {
            if (secret.Length >= ShortestSecret)
            {
                secrets.Add(secret);
                secrets.Add(Uri.UnescapeDataString(secret));
            }
        }
    }
}
