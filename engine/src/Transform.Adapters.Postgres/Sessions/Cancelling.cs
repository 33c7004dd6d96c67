using Npgsql;

namespace Transform.Adapters.Postgres;

/// <summary>While it lives, cancelling the token cancels the command, or the load, in the server. Disposing waits for a request that is under
/// way, so that none can hit the session's next statement.</summary>
internal sealed class Cancelling : IDisposable
{
    // A command that is not under way yet takes no notice, so it is asked until its user is done with it.
    private const int Interval = 20;

    // Npgsql asks the server once for a command, which comes to nothing when the command reaches the server later than that.
    private const int PatientAttempts = 25;

    private readonly Lock gate = new();
    private readonly PostgresAdapter adapter;
    private readonly NpgsqlConnection connection;
    private readonly NpgsqlCommand? command;
    private readonly CancellationTokenRegistration registration;
    private Timer? timer;
    private int attempts;
    private bool isOver;

    /// <param name="adapter">Of the session.</param>
    /// <param name="connection">That of the session.</param>
    /// <param name="command">What it runs; null for a load.</param>
    /// <param name="cancellation">The token.</param>
    /// <exception cref="OperationCanceledException">The token is cancelled already.</exception>
    internal Cancelling(PostgresAdapter adapter, NpgsqlConnection connection, NpgsqlCommand? command, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        this.adapter = adapter;
        this.connection = connection;
        this.command = command;
        registration = cancellation.UnsafeRegister(static state => ((Cancelling)state!).Start(), this);
    }

    public void Dispose()
    {
        lock (gate)
        {
            isOver = true;
            timer?.Dispose();
        }

        registration.Dispose();
    }

    private void Start()
    {
        lock (gate)
        {
            if (!isOver)
            {
                // Not here: a request waits for the server, and other sessions' requests wait for this one to return.
                timer = new Timer(static state => ((Cancelling)state!).Ask(), this, 0, Timeout.Infinite);
            }
        }
    }

    private void Ask()
    {
        lock (gate)
        {
            if (!isOver)
            {
                if (command is not null && ++attempts % PatientAttempts != 0)
                {
                    command.Cancel();
                }
                else
                {
                    adapter.CancelBackend(connection.ProcessID);
                }

                timer!.Change(Interval, Timeout.Infinite);
            }
        }
    }
}
