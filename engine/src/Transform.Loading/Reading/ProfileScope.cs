using Transform.Core;
using Transform.Templating;

namespace Transform.Loading.Reading;

/// <summary>What the templates of a profile may ask: the base context, with an <c>env_var</c> that knows secrets. A secret is
/// handed to the template as a placeholder, so that no filter can leak a part of it, and put in afterwards.</summary>
internal sealed class ProfileScope(ProjectContext context) : IScope
{
    private const string Start = "$$$DBT_SECRET_START$$$";
    private const string End = "$$$DBT_SECRET_END$$$";

    public IEnumerable<string> Names => context.Names;

    public bool TryGet(string name, out Value value)
    {
        if (name == "env_var")
        {
            value = Value.From("env_var", EnvVar);
            return true;
        }

        return context.TryGet(name, out value);
    }

    /// <summary>The value with the secrets in place of their placeholders; each is known to the mask from now on.</summary>
    public Value Reveal(Value value)
    {
        if (value.AsString() is not { } text)
        {
            return value;
        }

        for (var start = text.IndexOf(Start, StringComparison.Ordinal); start >= 0; start = text.IndexOf(Start, start, StringComparison.Ordinal))
        {
            var end = text.IndexOf(End, start, StringComparison.Ordinal);
            if (end < 0)
            {
                break;
            }

            var secret = context.ReadSecret(text[(start + Start.Length)..end]);
            text = string.Concat(text.AsSpan(0, start), secret, text.AsSpan(end + End.Length));
            start += secret.Length;
        }

        return text;
    }

    private Value EnvVar(RenderState state, Arguments arguments)
    {
        var name = arguments.RequireString(0, "var", "env_var");
        if (SecretVariables.Contains(name) && context.ReadSecret(name).Length > 0)
        {
            return Start + name + End;
        }

        var fallback = arguments.Get(1, "default", Value.None);
        return context.ReadEnvironment(name, fallback.IsMissing ? null : fallback.ToString(), arguments.Span);
    }
}
