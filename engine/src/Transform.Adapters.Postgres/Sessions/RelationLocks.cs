using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Transform.Adapters.Postgres;

/// <summary>Claims of relations, as advisory locks of the session: the server gives them back when the session ends, so that a process
/// which dies leaves none. A session has one at a time, and waits for it while it holds no other lock: nobody can wait in a circle.</summary>
internal static class RelationLocks
{
    // The wait is as long as another run's work, which is not what the timeouts of statements are for.
    private const string WithoutTimeouts = "select pg_catalog.set_config('lock_timeout', '0', true), pg_catalog.set_config('statement_timeout', '0', true)";

    internal static RelationClaim Take(PostgresConnection session, Relation relation, Action<string> onWait, CancellationToken cancellation)
    {
        var dialect = PostgresDialect.Instance;
        var name = (relation with { Database = null }).NameParts(dialect.Quote);
        var key = Key(relation);

        // Its own statement after that of the lock: it has to see what the other run did. Both go in one message, of which the last
        // statement's row is read; a setting that lasts as long as the message carries whether there is a lock.
        var found = $"select case when pg_catalog.current_setting('transform.claimed')::bool then coalesce((select {Metadata.Kind} "
            + $"from pg_catalog.pg_class c where c.oid = pg_catalog.to_regclass({dialect.Literal(name)})), '') end";
        if (session.QueryValue(Text($"{Claimed($"pg_catalog.pg_try_advisory_lock({key})")}; {found}"), cancellation) is string kind)
        {
            return Claim(session, key, kind, waited: false);
        }

        onWait($"{name} is being built by another run{Holder(session, key, cancellation)}. Waiting until it is done.");
        kind = (string)session.QueryValue(
            Text($"{WithoutTimeouts}; select pg_catalog.pg_advisory_lock({key}); {Claimed($"true")}; {found}"), cancellation)!;
        return Claim(session, key, kind, waited: true);
    }

    private static string Claimed(FormattableString isClaimed) =>
        $"select pg_catalog.set_config('transform.claimed', ({Text(isClaimed)})::text, true)";

    /// <summary>Of 64 bits: the first ones of a hash of the name as the server has it. The lock is the database's own.</summary>
    internal static long Key(Relation relation)
    {
        var schema = Folded(relation.Schema, relation.Quoting.Schema);
        var identifier = Folded(relation.Identifier, relation.Quoting.Identifier);
        return BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"transform\0{schema}\0{identifier}")));
    }

    private static string? Folded(string? name, bool isQuoted) => isQuoted ? name : name?.ToLowerInvariant();

    private static RelationClaim Claim(PostgresConnection session, long key, string kind, bool waited) => new(
        kind.Length > 0 ? Metadata.ParseKind(kind) : null, waited, () => Release(session, key));

    private static void Release(PostgresConnection session, long key)
    {
        if (session.IsLost)
        {
            return;
        }

        var unlock = Text($"select pg_catalog.pg_advisory_unlock({key})");
        try
        {
            session.QueryValue(unlock, CancellationToken.None);
        }
        catch (WarehouseException) when (!session.IsLost)
        {
            // In a transaction that has failed nothing runs any more, and the pool would keep the session, and the lock with it.
            TryUnlock(session, unlock);
        }
        catch (WarehouseException)
        {
            // The lock is gone with the session.
        }
    }

    private static void TryUnlock(PostgresConnection session, string unlock)
    {
        try
        {
            session.Rollback();

            // One that a statement of the user's has begun; without one, the server only warns.
            session.Execute("rollback", CancellationToken.None);
            session.QueryValue(unlock, CancellationToken.None);
        }
        catch (WarehouseException)
        {
            // What does not even roll back is lost.
        }
    }

    /// <summary>Who has the lock, as far as the user may see it.</summary>
    private static string Holder(PostgresConnection session, long key, CancellationToken cancellation)
    {
        var sql = Text(
            $"""
            select pg_catalog.format(' (process %s, %s of %s)', a.pid, a.application_name, a.usename)
            from pg_catalog.pg_locks l
            join pg_catalog.pg_stat_activity a on a.pid = l.pid
            where l.locktype = 'advisory' and l.granted and l.objsubid = 1
              and l.database = (select oid from pg_catalog.pg_database where datname = current_database())
              and l.classid::bigint = {(long)((ulong)key >> 32)} and l.objid::bigint = {key & uint.MaxValue}
            """);
        return session.QueryValue(sql, cancellation) as string ?? string.Empty;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
