using System.Text;
using System.Text.Json;
using Bunit;
using ContentHub.Access;
using ContentHub.Admin.Entries;
using ContentHub.ContentTypes;
using ContentHub.Entries;
using ContentHub.Jobs;
using ContentHub.Media;
using ContentHub.Persistence;
using ContentHub.Sqlite;
using ContentHub.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.JSInterop;

namespace ContentHub.Admin.Tests;

/// <summary>Components of content over the real services and a database of their own.</summary>
public abstract class ContentPanelTest : PanelTest
{
    private readonly TempFolder _folder = new();

    protected ContentPanelTest()
    {
        Services.AddSingleton<Microsoft.Extensions.Logging.ILoggerFactory>(NullLoggerFactory.Instance);
        Services.AddLogging();
        Services.AddSingleton<ISqlDialect>(new SqliteDialect($"Data Source={_folder["contenthub.db"]}"));
        Services.AddContentHub(new ConfigurationBuilder().Build(), new ContentHubOptions(_folder.Path, _folder.Path, "Development", KeysInDatabase: false));
        Services.AddSingleton<IJobEngine>(new IdleEngine());
        Services.AddScoped<DraftStore>();
        Drafts = JSInterop.SetupModule("./_content/ContentHub.Admin/drafts.js");
        Drafts.Mode = JSRuntimeMode.Loose;
        Drafts.Setup<IJSStreamReference>("open", _ => true).SetResult(new KeptText("null"));
        JSInterop.SetupModule("./_content/ContentHub.Admin/uploads.js").Mode = JSRuntimeMode.Loose;
        JSInterop.Mode = JSRuntimeMode.Loose;
    }

    /// <summary>What the browser keeps.</summary>
    protected BunitJSModuleInterop Drafts { get; }

    protected static Actor Editor { get; } = new(ActorKind.User, 7, "editor@example.com", Rights.All);

    protected static CancellationToken Ct => CancellationToken.None;

    protected EntryService Entries => Services.GetRequiredService<EntryService>();

    protected EntryFinder Finder => Services.GetRequiredService<EntryFinder>();

    protected MediaService Media => Services.GetRequiredService<MediaService>();

    /// <summary>A collection with these attributes; the tables are made with the first.</summary>
    protected async Task<ContentType> TypeAsync(string name, params ContentAttribute[] attributes)
    {
        Services.GetRequiredService<Database>().Migrate();
        var form = new ContentTypeForm(name, name + "s", char.ToUpperInvariant(name[0]) + name[1..], ContentTypeKind.Collection, [.. attributes.Select(a => new AttributeForm(a))]);
        return (await Services.GetRequiredService<ContentTypeService>().CreateAsync(Editor, form, Ct)).Value;
    }

    /// <summary>A component with these attributes.</summary>
    protected async Task<ContentType> ComponentAsync(string name, params ContentAttribute[] attributes)
    {
        Services.GetRequiredService<Database>().Migrate();
        var last = name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..];
        var form = new ContentTypeForm(name, name, char.ToUpperInvariant(last[0]) + last[1..], ContentTypeKind.Component, [.. attributes.Select(a => new AttributeForm(a))]);
        return (await Services.GetRequiredService<ContentTypeService>().CreateAsync(Editor, form, Ct)).Value;
    }

    /// <summary>A collection whose entries have drafts.</summary>
    protected async Task<ContentType> DraftedTypeAsync(string name, params ContentAttribute[] attributes)
    {
        Services.GetRequiredService<Database>().Migrate();
        var form = new ContentTypeForm(name, name + "s", name, ContentTypeKind.Collection, [.. attributes.Select(a => new AttributeForm(a))], DraftAndPublish: true);
        return (await Services.GetRequiredService<ContentTypeService>().CreateAsync(Editor, form, Ct)).Value;
    }

    protected async Task<EntryView> EntryAsync(ContentType type, object values) =>
        (await Entries.CreateAsync(Editor, type.Plural, new EntrySave(JsonSerializer.SerializeToElement(values)), Ct)).Value;

    protected async Task<MediaAsset> FileAsync(string name, string text)
    {
        var staged = (await Media.StageAsync(Editor, new MemoryStream(Encoding.UTF8.GetBytes(text)), name, Ct)).Value;
        return (await Media.AddAsync(Editor, [staged], Ct)).Value[0].Asset;
    }

    /// <summary>The stored values by name.</summary>
    protected async Task<JsonElement> ReadAsync(ContentType type, string key)
    {
        var view = (await Finder.GetAsync(Editor, type.Plural, key, EntryQuery.PanelEverything, Ct)).Value;
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer)) view.Write(json, SystemNames.Snake, withPrivate: true);
        return JsonElement.Parse(buffer.ToArray());
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) _folder.Dispose();
    }

    /// <summary>A text as the browser streams it.</summary>
    protected sealed class KeptText(string json) : IJSStreamReference
    {
        private readonly MemoryStream _bytes = new(Encoding.UTF8.GetBytes(json));

        public long Length => _bytes.Length;

        public ValueTask<Stream> OpenReadStreamAsync(long maxAllowedSize = 512000, CancellationToken cancellationToken = default) => ValueTask.FromResult<Stream>(_bytes);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    /// <summary>Nothing is delivered here.</summary>
    private sealed class IdleEngine : IJobEngine
    {
        public Task RunNowAsync(Lane lane, CancellationToken ct) => Task.CompletedTask;

        public Task RunAtAsync(Lane lane, DateTimeOffset when, CancellationToken ct) => Task.CompletedTask;
    }
}
