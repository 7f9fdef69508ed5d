namespace ContentHub;

/// <summary>A refusal that the caller can act on. Exceptions are for bugs and broken machinery only.</summary>
/// <remarks>The list is closed: <c>Http/ErrorEnvelope</c> gives each case its status and name.</remarks>
public abstract record Problem
{
    private Problem() { }

    /// <summary>One sentence in plain words, safe to show to the caller.</summary>
    public abstract string Message { get; }

    /// <summary>The thing asked for does not exist, or the caller may not know that it does.</summary>
    public sealed record NotFound(string What, string Key) : Problem
    {
        /// <inheritdoc/>
        public override string Message => $"No {What} '{Key}'.";
    }

    /// <summary>No, or no valid, credentials.</summary>
    public sealed record Unauthorized(string Why = "Missing or invalid credentials.") : Problem
    {
        /// <inheritdoc/>
        public override string Message => Why;
    }

    /// <summary>The caller is known and lacks <paramref name="Permission"/>, for instance <c>webhooks.manage</c>.</summary>
    /// <param name="Why">Where it is no permission that is lacking; null otherwise.</param>
    public sealed record Forbidden(string Permission, string? Why = null) : Problem
    {
        /// <inheritdoc/>
        public override string Message => Why ?? $"This needs the permission '{Permission}'.";
    }

    /// <summary>The input breaks rules; every fault found is listed, not only the first.</summary>
    public sealed record Invalid(IReadOnlyList<FieldError> Errors) : Problem
    {
        /// <summary>A single fault.</summary>
        public Invalid(string message, params string[] path) : this([new FieldError(path, message)]) { }

        /// <summary>Where in a query string; null when the fault is elsewhere.</summary>
        public QueryFault? Query { get; init; }

        /// <inheritdoc/>
        public override string Message => Errors.Count == 1 ? Errors[0].Message : $"{Errors.Count} errors occurred";
    }

    /// <summary>The request contradicts the present state.</summary>
    public sealed record Conflict(string Why) : Problem
    {
        /// <inheritdoc/>
        public override string Message => Why;
    }

    /// <summary>Somebody else changed the thing since the caller read it.</summary>
    /// <param name="Expected">The version the caller saw.</param>
    /// <param name="Actual">The version it has now.</param>
    public sealed record Stale(int Expected, int Actual) : Problem
    {
        /// <inheritdoc/>
        public override string Message => $"It was changed meanwhile: you saw version {Expected}, it is now {Actual}.";
    }

    /// <summary>More bytes than allowed.</summary>
    public sealed record TooLarge(string What, long LimitBytes) : Problem
    {
        /// <inheritdoc/>
        public override string Message => $"{What} exceeds the limit of {LimitBytes:N0} bytes.";
    }

    /// <summary>A body of a kind that is not read here.</summary>
    public sealed record UnsupportedType(string Why) : Problem
    {
        /// <inheritdoc/>
        public override string Message => Why;
    }

    /// <summary>Too many tries; worth another after <paramref name="RetryAfter"/>.</summary>
    public sealed record RateLimited(TimeSpan RetryAfter) : Problem
    {
        /// <inheritdoc/>
        public override string Message => "Too many requests, please try again later.";
    }
}

/// <summary>One fault of an input.</summary>
/// <param name="Path">Where, from the outside in: <c>["seo", "title"]</c>; empty for the whole input.</param>
/// <param name="Message">What is wrong and what would be right, in one sentence.</param>
public sealed record FieldError(IReadOnlyList<string> Path, string Message)
{
    /// <summary>A fault of one named field.</summary>
    public FieldError(string field, string message) : this([field], message) { }
}

/// <summary>The fault of a query string in the words of the dialect's error details.</summary>
/// <param name="Key">The name that is wrong.</param>
/// <param name="Path">Names from the outside in, joined by dots; null at the top.</param>
/// <param name="Param">The parameter: <c>filters</c>.</param>
public sealed record QueryFault(string Key, string? Path, string Param);
