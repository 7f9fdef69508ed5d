namespace ContentHub;

/// <summary>Where the product keeps things; settled by the host from the settings.</summary>
/// <param name="DataDirectory">Absolute; database, uploads, keys.</param>
/// <param name="ConfigDirectory">Absolute; the folder <c>config</c>.</param>
/// <param name="Environment">Name of the environment, matched case-insensitively to a folder of <c>config/environments</c>.</param>
/// <param name="KeysInDatabase">Several nodes share one database, so encryption keys lie there.</param>
public sealed record ContentHubOptions(string DataDirectory, string ConfigDirectory, string Environment, bool KeysInDatabase)
{
    internal bool IsDevelopment => Environment.Equals("Development", StringComparison.OrdinalIgnoreCase);

    /// <summary><c>config/environments/{env}/server.json</c>, whatever the case of the folder's name.</summary>
    internal string ServerJson
    {
        get
        {
            var environments = Path.Combine(ConfigDirectory, "environments");
            var folder = Directory.Exists(environments)
                ? Directory.EnumerateDirectories(environments).FirstOrDefault(d => Path.GetFileName(d).Equals(Environment, StringComparison.OrdinalIgnoreCase))
                : null;
            return Path.Combine(folder ?? Path.Combine(environments, Environment), "server.json");
        }
    }
}
