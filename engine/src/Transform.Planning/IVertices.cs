using System.Collections;

namespace Transform.Planning;

/// <summary>The vertices of a graph in their order, each once.</summary>
internal interface IVertices<T> : IReadOnlyList<T>
{
    /// <summary>The place of a vertex; negative where it is none.</summary>
    int PlaceOf(T vertex);
}

/// <summary>Vertices that are all at hand.</summary>
internal sealed class SortedVertices<T>(T[] sorted) : IVertices<T>
    where T : notnull
{
    // A frozen one takes longer to make than what it saves.
    private readonly Dictionary<T, int> places = new(sorted.Select(static (vertex, i) => KeyValuePair.Create(vertex, i)));

    public int Count => sorted.Length;

    public T this[int index] => sorted[index];

    public int PlaceOf(T vertex) => places.TryGetValue(vertex, out var place) ? place : -1;

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)sorted).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
