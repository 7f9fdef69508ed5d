using ContentHub.Access;
using ContentHub.Admin.Components;
using ContentHub.ContentTypes;
using ContentHub.Jobs;
using ContentHub.Persistence;
using ContentHub.Sqlite;
using ContentHub.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ContentHub.Admin.Tests;

/// <summary>Pages over the real services on a database of their own; nothing is sent, because nobody wakes the lanes. Whoever looks may everything.</summary>
public abstract class RoomTest : PanelTest
{
    protected RoomTest() : base(AddRooms) => RenderTree.TryAdd<Microsoft.AspNetCore.Components.CascadingValue<Actor>>(value => value.Add(cascade => cascade.Value, Actor.System));

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Services.GetRequiredService<TempFolder>();   // made first, so that it is the last to be disposed of
        Services.GetRequiredService<Database>().Migrate();
        var types = Services.GetRequiredService<ContentTypeService>();
        var form = new ContentTypeForm("address", "addresses", "Address", ContentTypeKind.Collection, [new AttributeForm(new StringAttribute { Name = "city", Required = true, MaxLength = 80 })]);
        Assert.Null((await types.CreateAsync(Actor.System, form, CancellationToken.None)).Problem);
    }

    private static void AddRooms(IServiceCollection services)
    {
        var folder = new TempFolder();
        services.AddSingleton(_ => folder);
        services.AddLogging();
        services.AddSingleton<ISqlDialect>(new SqliteDialect($"Data Source={folder["contenthub.db"]}"));
        services.AddSingleton<IJobEngine, SleepingEngine>();
        services.AddContentHub(new ConfigurationBuilder().Build(), new ContentHubOptions(folder.Path, folder.Path, "Development", KeysInDatabase: false));
        services.AddScoped<FreshSecret>();
    }

    private sealed class SleepingEngine : IJobEngine
    {
        public Task RunNowAsync(Lane lane, CancellationToken ct) => Task.CompletedTask;
        public Task RunAtAsync(Lane lane, DateTimeOffset when, CancellationToken ct) => Task.CompletedTask;
    }
}
