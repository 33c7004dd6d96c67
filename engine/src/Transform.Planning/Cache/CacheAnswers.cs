using System.Security.Cryptography;
using System.Text;
using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>What templates have asked of the call while a graph was made, with what they were told: hashes, as it may be secret.</summary>
internal static class CacheAnswers
{
    public static void Write(CacheWriter writer, ProjectContext context)
    {
        var reads = context.Reads;
        writer.List(reads.Environment.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToList(), pair =>
        {
            writer.Text(pair.Key);
            writer.Bytes(Hash(pair.Value));
        });
        writer.List(reads.Variables.Order(StringComparer.Ordinal).ToList(), name =>
        {
            writer.Text(name);
            writer.Bytes(Hash(context.VariableOf(name).Repr()));
        });
        writer.List(reads.Flags.Order(StringComparer.Ordinal).ToList(), name =>
        {
            writer.Text(name);
            writer.Bytes(Hash(context.FlagOf(name).Repr()));
        });
        writer.Number(reads.Until);
        writer.Flag(reads.HasReadAllFlags);
        writer.Bytes(reads.HasReadAllFlags ? Hash(((Value)context.AllFlags).Repr()) : []);
    }

    /// <summary>Whether they would be told the same now.</summary>
    public static bool AreSame(CacheReader reader, ProjectContext context) => AreSame(reader, context, out _);

    /// <summary>Whether they would be told the same now.</summary>
    /// <param name="reader">Stands where the answers begin.</param>
    /// <param name="context">Answers now.</param>
    /// <param name="askAgain">Notes all of it as asked by this call: for what takes over some of what was made of the answers.</param>
    public static bool AreSame(CacheReader reader, ProjectContext context, out Action askAgain)
    {
        var isSame = true;
        var environment = Names(reader, context.EnvironmentOf, ref isSame);
        var variables = Names(reader, name => context.VariableOf(name).Repr(), ref isSame);
        var flags = Names(reader, name => context.FlagOf(name).Repr(), ref isSame);
        isSame &= context.RunStartedAt.UtcTicks <= reader.Number();
        var hasReadAll = reader.Flag();
        var all = reader.Bytes();
        askAgain = () =>
        {
            Array.ForEach(environment, name => context.Reads.AddEnvironment(name, context.EnvironmentOf(name)));
            Array.ForEach(variables, context.Reads.AddVariable);
            Array.ForEach(flags, context.Reads.AddFlag);
            if (hasReadAll)
            {
                context.Reads.AddAllFlags();
            }
        };
        return isSame && (!hasReadAll || IsHashOf(((Value)context.AllFlags).Repr(), all));
    }

    private static string[] Names(CacheReader reader, Func<string, string?> answer, ref bool isSame)
    {
        var names = new string[reader.Count()];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = reader.Text();
            isSame &= IsHashOf(answer(names[i]), reader.Bytes());
        }

        return names;
    }

    private static bool IsHashOf(string? text, ReadOnlySpan<byte> hash) => hash.SequenceEqual(Hash(text));

    private static byte[] Hash(string? text) => SHA256.HashData(Encoding.UTF8.GetBytes(text is null ? "0" : "1" + text));
}
