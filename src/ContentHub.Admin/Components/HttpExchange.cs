namespace ContentHub.Admin.Components;

/// <summary>A request and what came back, for people to look at.</summary>
/// <param name="Request">As sent.</param>
/// <param name="Answer">Null when none came.</param>
/// <param name="Error">Why none came, or what was wrong with it.</param>
/// <param name="Duration">From sending to the last byte read.</param>
public sealed record HttpExchange(HttpRequestText Request, HttpAnswerText? Answer, string? Error, TimeSpan? Duration);

/// <summary>What was sent.</summary>
public sealed record HttpRequestText(string Method, string Url, IReadOnlyList<KeyValuePair<string, string>> Headers, string Body);

/// <summary>What came back.</summary>
/// <param name="Truncated">Whether the body went on.</param>
public sealed record HttpAnswerText(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, string Body, bool Truncated = false);
