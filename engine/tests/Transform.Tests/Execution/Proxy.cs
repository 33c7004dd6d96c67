using System.Reflection;

namespace Transform.Tests.Execution;

/// <summary>Stands for an object whose calls go through a delegate.</summary>
internal class Proxy : DispatchProxy
{
    private object target = null!;
    private Func<MethodInfo, object?[], Func<object?>, object?> onCall = null!;

    public static T Around<T>(T target, Func<MethodInfo, object?[], Func<object?>, object?> onCall)
        where T : class
    {
        var proxy = Create<T, Proxy>();
        ((Proxy)(object)proxy).target = target;
        ((Proxy)(object)proxy).onCall = onCall;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var arguments = args ?? [];
        return onCall(targetMethod!, arguments, () => targetMethod!.Invoke(target, BindingFlags.DoNotWrapExceptions, null, arguments, null));
    }
}
