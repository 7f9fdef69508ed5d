using Microsoft.Extensions.Logging;

namespace ContentHub.Admin.Layout;

internal static partial class BoundaryLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "A page of the panel failed. Request {RequestId} at {Address}")]
    public static partial void Failed(ILogger logger, Exception exception, string requestId, string address);
}
