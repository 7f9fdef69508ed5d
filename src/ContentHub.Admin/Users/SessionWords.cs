using ContentHub.Access;

namespace ContentHub.Admin.Users;

/// <summary>Sessions in words.</summary>
internal static class SessionWords
{
    // The first that fits: all call themselves Mozilla, most of them Chrome and Safari too.
    private static readonly (string Sign, string Name)[] Browsers = [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl")];
    private static readonly (string Sign, string Name)[] Systems = [("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux")];

    /// <summary><c>Firefox on Linux</c>; what it called itself when that says nothing to us.</summary>
    public static string Program(Session session)
    {
        var browser = Browsers.FirstOrDefault(b => session.Agent.Contains(b.Sign, StringComparison.Ordinal)).Name;
        var system = Systems.FirstOrDefault(s => session.Agent.Contains(s.Sign, StringComparison.Ordinal)).Name;
        return (browser, system) switch
        {
            (null, _) when session.Agent.Length == 0 => session.Kind == SessionKind.Script ? T("A script") : T("An unknown browser"),
            (null, _) => session.Agent,
            (_, null) => browser,
            _ => T("{0} on {1}", browser, system),
        };
    }

    /// <summary>Where a circuit's person is: a circuit has no request, its session tells.</summary>
    public static Caller CallerOf(Session? session) => session is null ? Caller.Here : new Caller(session.Address, session.Agent);
}
