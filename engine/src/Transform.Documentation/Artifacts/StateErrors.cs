using Transform.Core;

namespace Transform.Documentation.Artifacts;

/// <summary>What is said where a folder of earlier artifacts lacks one, whichever it is and whatever asks for it.</summary>
public static class StateErrors
{
    /// <param name="folder">The absolute folder.</param>
    /// <param name="file">The artifact's name.</param>
    public static TransformException Missing(string folder, string file) => TransformException.Error(
        DiagnosticCodes.StateNotFound,
        Directory.Exists(folder) ? $"The state folder {folder} has no {file}." : $"There is no state folder {folder}.",
        hint: $"--state names the folder of an earlier {file}, relative to the project: a copy of target/ from the run to compare with.");
}
