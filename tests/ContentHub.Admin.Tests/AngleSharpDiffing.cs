using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace ContentHub.Admin.Tests;

/// <summary>bunit was built against a newer AngleSharp.Diffing than the feed serves: whatever version is asked for, the one beside the tests answers.</summary>
internal static class AngleSharpDiffing
{
    [ModuleInitializer]
    internal static void Answer() => AssemblyLoadContext.Default.Resolving += (context, name) =>
        name.Name == "AngleSharp.Diffing" ? context.LoadFromAssemblyPath(Path.Combine(Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!, "AngleSharp.Diffing.dll")) : null;
}
