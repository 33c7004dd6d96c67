using System.Globalization;
using Transform.Adapters;
using Transform.Adapters.Postgres;
using Transform.Templating;
using Transform.Tests.Servers;

namespace Transform.Tests.Adapters.Postgres;

/// <summary>An adapter on a new database.</summary>
internal sealed class PostgresFixture : IDisposable
{
    private PostgresFixture(ProfileOutput output) => Adapter = new PostgresAdapterFactory().Create(output);

    public IAdapter Adapter { get; }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static PostgresFixture New(params (string Key, object? Value)[] values) => On(PostgresServer.Instance.NewDatabase(), values);

    /// <summary>A fixture on a database that is there.</summary>
    public static PostgresFixture On(ProfileOutput output, params (string Key, object? Value)[] values)
    {
        var all = new Dictionary<string, object?>(output.Values);
        foreach (var (key, value) in values)
        {
            all[key] = value;
        }

        return new PostgresFixture(output with { Values = all });
    }

    public IWarehouseConnection Connect() => Adapter.Connect(Token);

    /// <summary>Ends another session, as an administrator does.</summary>
    public void Kill(Value pid)
    {
        using var other = Connect();
        other.Run(string.Create(CultureInfo.InvariantCulture, $"select pg_terminate_backend({pid}, 5000)"));
    }

    /// <summary>How many other sessions run a statement with this text.</summary>
    public long Running(string text)
    {
        using var other = Connect();
        return (long)other.Scalar(
            $"select count(*) from pg_stat_activity where state = 'active' and pid <> pg_backend_pid() and query like '%{text}%'")!;
    }

    public void Dispose() => Adapter.Dispose();
}
