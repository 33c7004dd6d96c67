namespace Transform.Documentation.Artifacts;

/// <summary>Serialises many small things on all processors and writes them in their order, holding one chunk per worker in
/// memory.</summary>
internal static class OrderedChunks
{
    private const int ChunkSize = 128;

    /// <param name="count">How many things.</param>
    /// <param name="stream">Gets the chunks in order, joined by commas.</param>
    /// <param name="newJson">Makes one worker's writer.</param>
    /// <param name="writeItem">Writes one thing, as members of an object, without the comma around it.</param>
    public static void Write(int count, Stream stream, Func<ArtifactJson> newJson, Action<ArtifactJson, int> writeItem)
    {
        var chunks = (count + ChunkSize - 1) / ChunkSize;
        var workers = Math.Min(Environment.ProcessorCount, chunks);
        if (workers <= 1)
        {
            using var json = newJson();
            Fill(json, 0, count, writeItem);
            stream.Write(json.Written.Span);
            return;
        }

        var turns = new Turns();
        var next = -1;
        Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers }, _ =>
        {
            using var json = newJson();
            int chunk;
            while ((chunk = Interlocked.Increment(ref next)) < chunks)
            {
                try
                {
                    json.Clear();
                    Fill(json, chunk * ChunkSize, Math.Min(count, (chunk + 1) * ChunkSize), writeItem);
                    if (!turns.Wait(chunk))
                    {
                        return;
                    }

                    if (chunk > 0)
                    {
                        stream.WriteByte((byte)',');
                    }

                    stream.Write(json.Written.Span);
                    turns.Done();
                }
                catch
                {
                    turns.Abandon();
                    throw;
                }
            }
        });
    }

    private static void Fill(ArtifactJson json, int from, int to, Action<ArtifactJson, int> writeItem)
    {
        for (var i = from; i < to; i++)
        {
            writeItem(json, i);
        }
    }

    /// <summary>Lets the workers write one after the other.</summary>
    private sealed class Turns
    {
        private readonly object gate = new();
        private int turn;
        private bool abandoned;

        public bool Wait(int mine)
        {
            lock (gate)
            {
                while (turn != mine && !abandoned)
                {
                    Monitor.Wait(gate);
                }

                return !abandoned;
            }
        }

        public void Done()
        {
            lock (gate)
            {
                turn++;
                Monitor.PulseAll(gate);
            }
        }

        // A worker failed: the others must not wait for a chunk that never comes.
        public void Abandon()
        {
            lock (gate)
            {
                abandoned = true;
                Monitor.PulseAll(gate);
            }
        }
    }
}
