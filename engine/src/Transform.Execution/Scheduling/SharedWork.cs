using System.Runtime.ExceptionServices;

namespace Transform.Execution.Scheduling;

/// <summary>The work on one vertex in pieces that any worker may do. <see cref="NodeQueue"/> hands them out.</summary>
internal sealed class SharedWork(int height, int pieces, Action<int, Worker> work) : IDisposable
{
    private readonly CountdownEvent undone = new(pieces);
    private Exception? failure;
    private int next;

    /// <summary>The vertex's place among others: less where more hangs on it.</summary>
    public int Height { get; } = height;

    /// <summary>The next piece that nobody has; the queue's lock is held.</summary>
    public bool TryTake(out int piece)
    {
        piece = next;
        return next < pieces && ++next > 0;
    }

    public bool IsHandedOut => next == pieces;

    /// <summary>Does a piece. Never throws: what goes wrong is for the vertex's own worker, and the pieces after it are left out.</summary>
    public void Do(int piece, Worker worker)
    {
        try
        {
            if (Volatile.Read(ref failure) is null)
            {
                work(piece, worker);
            }
        }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref failure, e, null);
        }
        finally
        {
            undone.Signal();
        }
    }

    /// <summary>Waits until every piece is done; throws what the first one that failed threw.</summary>
    public void Wait()
    {
        undone.Wait();
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    public void Dispose() => undone.Dispose();
}

/// <summary>What a worker is given: a vertex, or a piece of the work on one that another worker has.</summary>
internal readonly record struct Job(string? Vertex, SharedWork? Shared = null, int Piece = 0);
