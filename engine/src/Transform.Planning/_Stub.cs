#pragma warning disable
namespace Transform.Planning;
public sealed partial class ReferenceResolver
{
    public partial Resolution Ref(RefCall call, string package) => throw new NotSupportedException();
    public partial Resolution Source(SourceCall call, string package) => throw new NotSupportedException();
}
