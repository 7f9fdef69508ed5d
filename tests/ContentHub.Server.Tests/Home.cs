using System.Text.Json.Nodes;
using ContentHub.Testing;

namespace ContentHub.Server.Tests;

/// <summary>A folder with settings of its own, which the server takes instead of the checkout's.</summary>
public sealed class Home : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _serverJson;

    /// <param name="defaultHeaders">JSON of the default headers; null for no file.</param>
    /// <param name="folder">Name of the environment's folder.</param>
    public Home(string? defaultHeaders = null, string folder = "Development")
    {
        _serverJson = _folder["config", "environments", folder, "server.json"];
        Directory.CreateDirectory(Path.GetDirectoryName(_serverJson)!);
        Directory.CreateDirectory(_folder["config", "content-types"]);
        if (defaultHeaders is not null) Write(new JsonObject { ["webhooks"] = new JsonObject { ["defaultHeaders"] = JsonNode.Parse(defaultHeaders) } }.ToJsonString());
    }

    public string ServerJson => _serverJson;

    /// <summary>Tells a server to use it.</summary>
    public (string Name, string Value) Variable => ("CONTENTHUB_HOME", _folder.Path);

    /// <summary>Replaces <c>server.json</c>.</summary>
    public void Write(string text) => File.WriteAllText(_serverJson, text);

    /// <summary>Writes a file of <c>config/content-types</c>.</summary>
    public void WriteType(string name, string text) => File.WriteAllText(_folder["config", "content-types", name], text);

    public void RemoveType(string name) => File.Delete(_folder["config", "content-types", name]);

    public Task<Site> StartAsync(params (string Name, string Value)[] variables) => Site.StartAsync(DatabaseKind.Sqlite, [Variable, .. variables]);

    public void Dispose() => _folder.Dispose();
}
