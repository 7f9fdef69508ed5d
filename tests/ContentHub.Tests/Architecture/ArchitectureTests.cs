using System.Reflection;
using System.Xml.Linq;
using ContentHub.Testing;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Tests.Architecture;

/// <summary>The house rules that a compiler cannot keep: who may look into whose room.</summary>
public sealed class ArchitectureTests
{
    /// <summary>Room (a folder of src/ContentHub) → the rooms it may look into. The root namespace is open to all.</summary>
    private static readonly Dictionary<string, string[]> May = new()
    {
        ["Persistence"] = [],
        ["Jobs"] = [],
        ["Access"] = ["Persistence"],
        ["Http"] = ["Access", "Persistence"],
        ["Events"] = ["Access", "Http", "Persistence", "Jobs", "ContentTypes"],
        ["ContentTypes"] = ["Access", "Http", "Persistence"],
        ["Queries"] = ["Http", "Persistence", "ContentTypes"],
        ["Media"] = ["Access", "Http", "Persistence", "Events", "ContentTypes", "Queries"],   // a file names the entries that use it
        ["Entries"] = ["Access", "Http", "Persistence", "Events", "ContentTypes", "Media", "Queries", "Jobs"],
        ["Webhooks"] = ["Access", "Http", "Persistence", "Events", "Jobs", "ContentTypes", "Queries"],   // webhooks choose by names of types, and by filters
        ["Hooks"] = ["Access", "Http", "Persistence", "Events", "ContentTypes", "Entries", "Webhooks"],   // it makes entries, and webhooks to inboxes
        ["Roles"] = ["Access", "Http", "Persistence", "ContentTypes"],   // rights are spoken in names of types
        ["Users"] = ["Access", "Http"],
        ["Audit"] = ["Access", "Http", "Persistence", "Events"],
        ["Operations"] = ["Access", "Http", "Persistence", "ContentTypes", "Entries", "Events", "Hooks", "Webhooks"],   // it shows what each of them has to do
        ["OpenApi"] = ["Access", "Http", "ContentTypes", "Queries"],
    };

    /// <summary>The table of contents of the database and the one place where the rooms are put together may name everything.</summary>
    private static readonly string[] NamesEverything = ["ContentHubDbContext", "ContentHubServices", "Housekeeping"];

    private static readonly Assembly Product = typeof(Problem).Assembly;
    private static readonly Assembly Admin = Assembly.Load("ContentHub.Admin");

    public static TheoryData<string> Rooms => [.. May.Keys];

    [Theory, MemberData(nameof(Rooms))]
    public void A_room_looks_only_into_the_rooms_it_may(string room) =>
        None(Looks().Where(look => look.From == room && !May[room].Contains(look.To)).Select(look => look.Text));

    [Fact]
    public void Entries_never_names_Webhooks_and_Webhooks_never_names_Entries() =>
        None(Looks().Where(look => (look.From, look.To) is ("Entries", "Webhooks") or ("Webhooks", "Entries")).Select(look => look.Text));

    [Fact]
    public void Every_folder_is_a_room_in_the_table() =>
        None(Directory.GetDirectories(Repository.PathOf("src", "ContentHub")).Select(Path.GetFileName).Except(May.Keys).Except(["bin", "obj"]));

    [Fact]
    public void The_table_names_only_rooms_that_it_has() => None(May.Values.SelectMany(rooms => rooms).Except(May.Keys));

    [Fact]
    public void The_table_allows_nothing_that_nobody_uses() =>
        None(May.SelectMany(room => room.Value.Except(Looks().Where(look => look.From == room.Key).Select(look => look.To)), (room, other) => $"{room.Key} -> {other}"));

    [Fact]
    public void The_table_has_no_cycle() => None(InACycle(May));

    [Fact]
    public void A_cycle_in_a_table_would_be_noticed() =>
        Assert.Equal(["A", "B", "C"], InACycle(new() { ["A"] = ["B"], ["B"] = ["C"], ["C"] = ["A"], ["Aside"] = [] }).Order());

    [Fact]
    public void Namespaces_follow_folders() =>
        None(
            from project in Directory.EnumerateFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories)
            let root = XDocument.Load(project).Descendants("RootNamespace").SingleOrDefault()?.Value ?? Path.GetFileNameWithoutExtension(project)
            let home = Path.GetDirectoryName(project)!
            from file in Directory.EnumerateFiles(home, "*.cs", SearchOption.AllDirectories)
            let folders = Path.GetRelativePath(home, Path.GetDirectoryName(file)!).Split(Path.DirectorySeparatorChar).Where(folder => folder != ".")
            where !folders.Intersect(["Migrations", "bin", "obj"]).Any()
            let expected = $"namespace {string.Join('.', folders.Prepend(root))};"
            let found = File.ReadLines(file).FirstOrDefault(line => line.StartsWith("namespace ", StringComparison.Ordinal))
            where found is not null && found != expected
            select $"{file}: {found}");

    [Fact]
    public void The_admin_sees_services_and_no_tables() =>
        None(
            from type in Written(Admin)
            from used in References.Of(type)
            where used == typeof(DbSet<>) || typeof(DbContext).IsAssignableFrom(used)
            select $"{type.FullName} -> {used.FullName}");

    [Fact]
    public void A_service_takes_nothing_of_ASP_NET_so_that_HTTP_and_admin_and_jobs_can_all_call_it() =>
        None(
            from type in Written(Product)
            where type.Name.EndsWith("Service", StringComparison.Ordinal)
            from method in type.GetConstructors(Declared).Concat<MethodBase>(type.GetMethods(Declared))
            from parameter in method.GetParameters()
            from used in Parts(parameter.ParameterType)
            where IsOfTheWeb(used)
            select $"{type.FullName}.{method.Name}({used.FullName})");

    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    private static IEnumerable<(string From, string To, string Text)> Looks() =>
        from type in Written(Product)
        where !NamesEverything.Contains(type.Name)
        let room = RoomOf(type)
        where room is not null
        from used in References.Of(type)
        let other = RoomOf(used)
        where other is not null && other != room
        select (room, other, $"{type.FullName} -> {used.FullName}");

    /// <summary>The types that somebody wrote; what the compiler made of them is read with them.</summary>
    private static IEnumerable<Type> Written(Assembly assembly) => assembly.GetTypes().Where(type => !References.IsCompilerMade(type));

    /// <summary>The folder below src/ContentHub; null for the root namespace and for everybody else's types.</summary>
    private static string? RoomOf(Type type) =>
        type.Assembly == Product && type.Namespace?.Split('.') is ["ContentHub", var room, ..] ? room : null;   // generated regexes live elsewhere

    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!) : type.GetGenericArguments().SelectMany(Parts).Append(type);

    private static bool IsOfTheWeb(Type type) =>
        type.Namespace is { } space && space.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) &&
        !space.StartsWith("Microsoft.AspNetCore.DataProtection", StringComparison.Ordinal) && !space.StartsWith("Microsoft.AspNetCore.Identity", StringComparison.Ordinal);

    /// <summary>Fails with every offence in full; the library's own message cuts long names.</summary>
    private static void None(IEnumerable<string?> offences)
    {
        var all = offences.Distinct().ToList();
        if (all.Count > 0) Assert.Fail(string.Join('\n', all));
    }

    /// <summary>Takes away every room that looks only into rooms already taken away; what is left goes round in a circle.</summary>
    private static List<string> InACycle(Dictionary<string, string[]> table)
    {
        var left = table.Keys.ToList();
        while (left.RemoveAll(room => !table[room].Intersect(left).Any()) > 0)
        {
        }

        return left;
    }
}
