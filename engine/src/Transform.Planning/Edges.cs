namespace Transform.Planning;

/// <summary>For each place of a graph the places it is joined to, one after the other in one array. Immutable.</summary>
/// <param name="starts">Where those of a place begin, and at the end where the last ones end.</param>
/// <param name="places">Those of all places.</param>
internal readonly struct Edges(int[] starts, int[] places)
{
    /// <summary>How many places there are.</summary>
    public int Count => starts.Length - 1;

    public ReadOnlySpan<int> Starts => starts;

    public ReadOnlySpan<int> Places => places;

    /// <summary>Those of one place.</summary>
    public ReadOnlySpan<int> Of(int place) => places.AsSpan(starts[place]..starts[place + 1]);

    /// <summary>Collects the edges of a number of places.</summary>
    /// <param name="count">How many places there are.</param>
    /// <param name="add">Adds those of one place to what there is.</param>
    public static Edges Of(int count, Action<int, List<int>> add)
    {
        var starts = new int[count + 1];
        var found = new List<int>(count);
        for (var i = 0; i < count; i++)
        {
            add(i, found);
            starts[i + 1] = found.Count;
        }

        return new Edges(starts, [.. found]);
    }

    /// <summary>The other way round; in the order of the places.</summary>
    public Edges Inverted()
    {
        var ends = new int[starts.Length];
        foreach (var place in places)
        {
            ends[place + 1]++;
        }

        for (var i = 1; i < ends.Length; i++)
        {
            ends[i] += ends[i - 1];
        }

        var inverted = new int[places.Length];
        var next = ends.AsSpan(0, Count).ToArray();
        for (var i = 0; i < Count; i++)
        {
            foreach (var place in Of(i))
            {
                inverted[next[place]++] = i;
            }
        }

        return new Edges(ends, inverted);
    }

    /// <summary>The same edges between places in another order.</summary>
    /// <param name="order">The old place of each new one.</param>
    /// <param name="rank">The new place of each old one.</param>
    public Edges Ranked(int[] order, int[] rank)
    {
        var self = this;
        return Of(order.Length, (i, found) =>
        {
            foreach (var place in self.Of(order[i]))
            {
                found.Add(rank[place]);
            }
        });
    }
}
