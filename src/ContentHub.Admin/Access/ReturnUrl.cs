namespace ContentHub.Admin.Access;

/// <summary>Links between the pages of signing in, which take along where to go afterwards.</summary>
internal static class SignInLink
{
    /// <summary>The address of such a page.</summary>
    /// <param name="page">Relative to the server: <c>admin/sign-in</c>.</param>
    public static string Of(string page, string? returnUrl) => returnUrl is null ? page : $"{page}?returnUrl={Uri.EscapeDataString(returnUrl)}";
}

/// <summary>Where to go after signing in. The address comes from outside, so only pages of this server are taken.</summary>
internal static class ReturnUrl
{
    /// <summary>The address when it is a path on this server, otherwise the panel's start.</summary>
    /// <param name="url">As in the query string; null for none.</param>
    public static string Local(string? url) => url is not null && IsLocal(url) ? url : "admin";

    // Browsers read a backslash as a slash and pass over tabs and line ends: "/\evil.example" and "/<tab>/evil.example" would leave this server.
    private static bool IsLocal(string url) =>
        url.StartsWith('/') && !url.StartsWith("//", StringComparison.Ordinal) && !url.Any(c => c is '\\' || char.IsControl(c)) && Uri.TryCreate(url, UriKind.Relative, out _);
}
