using Transform.Adapters.DuckDb.Native;

namespace Transform.Adapters.DuckDb;

/// <summary>While it lives, cancelling the token interrupts the session. Disposing waits for an interrupt that is
/// under way, so that none can hit the session's next user.</summary>
internal readonly struct Interruption(DuckDbSession session, CancellationToken cancellation) : IDisposable
{
    private readonly CancellationTokenRegistration registration = cancellation.UnsafeRegister(
        static session => DuckDbNative.Interrupt(((DuckDbSession)session!).Handle), session);

    public void Dispose() => registration.Dispose();
}
