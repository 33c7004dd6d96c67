#pragma warning disable
using Transform.Templating;
namespace Transform.Loading;
public sealed partial class ProjectContext { public bool TryGet(string name, out Value value) { value = default; return false; } }
