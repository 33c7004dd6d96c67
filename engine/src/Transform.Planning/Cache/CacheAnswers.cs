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
    public static bool AreSame(CacheReader reader, ProjectContext context)
    {
        var isSame = true;
        for (var count = reader.Count(); count > 0; count--)
        {
            isSame &= IsHashOf(context.EnvironmentOf(reader.Text()), reader.Bytes());
        }

        for (var count = reader.Count(); count > 0; count--)
        {
            isSame &= IsHashOf(context.VariableOf(reader.Text()).Repr(), reader.Bytes());
        }

        for (var count = reader.Count(); count > 0; count--)
        {
            isSame &= IsHashOf(context.FlagOf(reader.Text()).Repr(), reader.Bytes());
        }

        isSame &= context.RunStartedAt.UtcTicks <= reader.Number();
        var hasReadAll = reader.Flag();
        var all = reader.Bytes();
        return isSame && (!hasReadAll || IsHashOf(((Value)context.AllFlags).Repr(), all));
    }

    private static bool IsHashOf(string? text, ReadOnlySpan<byte> hash) => hash.SequenceEqual(Hash(text));

    private static byte[] Hash(string? text) => SHA256.HashData(Encoding.UTF8.GetBytes(text is null ? "0" : "1" + text));
}
