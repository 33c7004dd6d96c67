using System.Security.Cryptography;
using System.Text;

namespace Transform.Execution.Changes;

/// <summary>Short names of long texts.</summary>
internal static class Hash
{
    private const int Bytes = 16;

    public static string Of(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, Bytes));
}
