namespace Transform.Adapters;

/// <summary>A relation that one session builds while no other run may. Disposing it lets the next one go on; so does the end of the
/// session, however it comes.</summary>
/// <param name="found">What has the relation's name now, and keeps it until the claim ends; null where nothing has.</param>
/// <param name="waited">Another run had it: whatever that run builds may have changed.</param>
/// <param name="release">Ends it. Never throws.</param>
public sealed class RelationClaim(RelationKind? found, bool waited, Action release) : IDisposable
{
    public RelationKind? Found { get; } = found;

    public bool Waited { get; } = waited;

    public void Dispose() => release();
}
