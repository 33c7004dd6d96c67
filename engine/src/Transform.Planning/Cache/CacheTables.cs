using System.Text;
using Transform.Core;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>What all readers of one cache share: strings, texts of files, and dictionaries that several nodes have, each made when it is first
/// asked for. Thread-safe.</summary>
internal sealed class CacheTables(ReadOnlyMemory<byte> bytes)
{
    private Parts strings;
    private Parts texts;
    private Parts dicts;
    private int[] paths = [];
    private string?[] knownStrings = [];
    private SourceText?[] knownTexts = [];
    private DictValue?[] knownDicts = [];

    public ReadOnlyMemory<byte> Bytes => bytes;

    public void Read(CacheReader reader)
    {
        strings = reader.Parts();
        paths = reader.Numbers();
        texts = reader.Parts();
        dicts = reader.Parts();
        knownStrings = new string?[strings.Count];
        knownTexts = new SourceText?[texts.Count];
        knownDicts = new DictValue?[dicts.Count];
    }

    public string String(int number) => knownStrings[number] ??= Encoding.UTF8.GetString(bytes.Span[strings[number]]);

    /// <summary>The same object each time: a text is told from another by that.</summary>
    public SourceText Source(int number) =>
        Volatile.Read(ref knownTexts[number])
        ?? Keep(ref knownTexts[number], SourceText.Later(String(paths[number]), () => Encoding.UTF8.GetString(bytes.Span[texts[number]])));

    /// <summary>A dictionary that several have: one object for all of them, which nobody changes.</summary>
    public DictValue Shared(int number) =>
        Volatile.Read(ref knownDicts[number]) ?? Keep(ref knownDicts[number], new CacheReader(this, dicts[number].Start.Value).Dict());

    private static T Keep<T>(ref T? place, T made)
        where T : class => Interlocked.CompareExchange(ref place, made, null) ?? made;
}

/// <summary>Pieces of a cache that lie one behind the other.</summary>
/// <param name="start">Where the first one begins.</param>
/// <param name="ends">Where each of them ends, counted from there.</param>
internal readonly struct Parts(int start, int[] ends)
{
    public int Count => ends.Length;

    /// <summary>Where one of them lies.</summary>
    public Range this[int number] => (start + (number == 0 ? 0 : ends[number - 1]))..(start + ends[number]);
}
