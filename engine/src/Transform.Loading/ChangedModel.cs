namespace Transform.Loading;

/// <summary>A model whose file holds something else than it did.</summary>
/// <param name="Package">Its package.</param>
/// <param name="File">What the file holds now.</param>
/// <param name="State">What tells when it changes again.</param>
public sealed record ChangedModel(Package Package, SqlFile File, ProjectFileState State);
