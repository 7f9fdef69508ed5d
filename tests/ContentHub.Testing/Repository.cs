namespace ContentHub.Testing;

/// <summary>Where this checkout and its built programs lie.</summary>
public static class Repository
{
    /// <summary>The folder that holds <c>ContentHub.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A path below <see cref="Root"/>.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>The built assembly of another project, in the configuration (debug, release) that the running tests were built in.</summary>
    /// <exception cref="FileNotFoundException">It was not built.</exception>
    public static string BuiltAssembly(string project)
    {
        // artifacts/bin/<project>/<configuration>/
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var assembly = PathOf("artifacts", "bin", project, own.Name, $"{project}.dll");
        return File.Exists(assembly) ? assembly
            : throw new FileNotFoundException($"{project} is not built for '{own.Name}': dotnet build -c {own.Name}", assembly);
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ContentHub.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No ContentHub.sln above {AppContext.BaseDirectory}.");
    }
}
