using System.Net;

namespace Transform.Packages;

/// <summary>An address could not be fetched; whoever asked for it says what that means.</summary>
internal sealed class DownloadException(string message, HttpStatusCode? status, int retries) : Exception(message)
{
    public bool IsNotFound => status is HttpStatusCode.NotFound or HttpStatusCode.Gone;

    /// <summary>How often it may be tried again.</summary>
    public int Retries => retries;
}
