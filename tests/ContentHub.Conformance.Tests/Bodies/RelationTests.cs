using System.Net;
using System.Text.Json;

namespace ContentHub.Conformance.Tests.Bodies;

[Collection(Conformance.Name)]
public sealed class RelationTests(Targets targets)
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_list_is_set_connected_to_at_a_place_and_disconnected_from(Place place)
    {
        var target = await targets.OnAsync(place);
        var rooms = new Dictionary<string, JsonElement>();
        foreach (var name in new[] { "a", "b", "c", "d" }) rooms[name] = await target.Api.CreateAsync(target.Path("rooms"), new { name });
        long Id(string name) => rooms[name].Id();
        string Key(string name) => rooms[name].Key();
        var house = await target.Api.CreateAsync(target.Path("houses"), new { name = "list", seen = new[] { Id("a") } });
        async Task<string> SeenAsync(object? seen) => (await target.Api.ChangeAsync($"{target.Path("houses")}/{house.Key()}?populate=seen", new { seen })).GetProperty("seen").All("name");

        Assert.Equal("a b", await SeenAsync(new { connect = new[] { Id("b") } }));
        Assert.Equal("a b c", await SeenAsync(new { connect = new[] { Key("c") } }));
        Assert.Equal("d a b c", await SeenAsync(new { connect = new[] { new { documentId = Key("d"), position = new { start = true } } } }));
        Assert.Equal("a b c d", await SeenAsync(new { connect = new[] { new { id = Id("d"), position = new { end = true } } } }));
        Assert.Equal("a d b c", await SeenAsync(new { connect = new[] { new { document_id = Key("d"), position = new { before = Key("b") } } } }));
        Assert.Equal("a b c d", await SeenAsync(new { connect = new[] { new { documentId = Key("d"), position = new { after = Key("c") } } } }));
        Assert.Equal("a c", await SeenAsync(new { disconnect = new object[] { Id("b"), new { documentId = Key("d") } } }));
        Assert.Equal("c b", await SeenAsync(new { connect = new[] { Id("b") }, disconnect = new[] { Id("a") } }));
        Assert.Equal("d a", await SeenAsync(new { set = new object[] { Key("d"), new { id = Id("a") } } }));
        Assert.Equal("b", await SeenAsync(Id("b")));
        Assert.Equal("b c", await SeenAsync(new[] { Key("b"), Key("c") }));
        Assert.Equal("b c", await SeenAsync(new { disconnect = new[] { Id("d") } }));
        Assert.Equal("", await SeenAsync(new { set = Array.Empty<int>() }));
        Assert.Equal("a", await SeenAsync(new { connect = new { id = Id("a") } }));
        Assert.Equal("", await SeenAsync(null));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_single_relation_is_set_replaced_kept_and_cleared_in_every_form(Place place)
    {
        var target = await targets.OnAsync(place);
        var (a, b) = (await target.Api.CreateAsync(target.Path("rooms"), new { name = "a" }), await target.Api.CreateAsync(target.Path("rooms"), new { name = "b" }));
        var house = await target.Api.CreateAsync(target.Path("houses"), new { name = "one", main = a.Key() });
        async Task<string?> MainAsync(object data) => (await target.Api.ChangeAsync($"{target.Path("houses")}/{house.Key()}?populate=main", data)).GetProperty("main") is { ValueKind: JsonValueKind.Object } main ? main.Text("name") : null;

        Assert.Equal("a", await MainAsync(new { name = "still" }));
        Assert.Equal("b", await MainAsync(new { main = b.Id() }));
        Assert.Equal("a", await MainAsync(new { main = new { id = a.Id() } }));
        Assert.Equal("b", await MainAsync(new { main = new { connect = new[] { b.Id() } } }));
        Assert.Equal("a", await MainAsync(new { main = new { set = new[] { a.Id() } } }));
        Assert.Equal("b", await MainAsync(new { main = new[] { b.Key() } }));
        Assert.Null(await MainAsync(new { main = new { disconnect = new[] { b.Id() } } }));
        Assert.Equal("a", await MainAsync(new { main = new { documentId = a.Key() } }));
        Assert.Null(await MainAsync(new { main = (object?)null }));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Every_kind_of_relation_shows_on_its_other_side_and_an_exclusive_target_changes_hands(Place place)
    {
        var target = await targets.OnAsync(place);
        var room = await target.Api.CreateAsync(target.Path("rooms"), new { name = "shared" });
        var first = await target.Api.CreateAsync(target.Path("houses"), new { name = "first", hall = room.Id(), own = new[] { room.Id() }, main = room.Id(), seen = new[] { room.Id() } });
        var second = await target.Api.CreateAsync(target.Path("houses"), new { name = "second", main = room.Id(), seen = new[] { room.Id() } });
        async Task<string> SidesAsync()
        {
            var read = (await target.Api.GetAsync($"{target.Path("rooms")}/{room.Key()}?populate=*")).Ok().Data;
            string One(string side) => read.GetProperty(side) is { ValueKind: JsonValueKind.Object } house ? house.Text("name")! : "-";
            return $"{One("hall_of")}|{One("owner")}|{string.Join(' ', read.GetProperty("main_of").Items().Select(h => h.Text("name")).Order())}|{string.Join(' ', read.GetProperty("seen_from").Items().Select(h => h.Text("name")).Order())}";
        }

        Assert.Equal("first|first|first second|first second", await SidesAsync());
        await target.Api.ChangeAsync($"{target.Path("houses")}/{second.Key()}", new { hall = room.Id(), own = new { connect = new[] { room.Id() } } });
        Assert.Equal("second|second|first second|first second", await SidesAsync());
        await target.Api.ChangeAsync($"{target.Path("rooms")}/{room.Key()}", new { hall_of = first.Id(), owner = first.Key(), main_of = new[] { second.Id() }, seen_from = new { disconnect = new[] { first.Id() } } });
        Assert.Equal("first|first|second|second", await SidesAsync());
        await target.Api.DeleteAsync($"{target.Path("houses")}/{second.Key()}");
        Assert.Equal("first|first||", await SidesAsync());
        await target.Api.DeleteAsync($"{target.Path("rooms")}/{room.Key()}");
        var left = (await target.Api.GetAsync($"{target.Path("houses")}/{first.Key()}?populate=*")).Ok().Data;
        Assert.Equal((JsonValueKind.Null, 0), (left.GetProperty("hall").ValueKind, left.GetProperty("own").GetArrayLength()));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task What_does_not_exist_or_makes_no_sense_is_refused_and_nothing_changes(Place place)
    {
        var target = await targets.OnAsync(place);
        var room = await target.Api.CreateAsync(target.Path("rooms"), new { name = "kept" });
        var card = await target.Api.CreateAsync(target.Path("cards"), new { name = "of another type" });
        var house = await target.Api.CreateAsync(target.Path("houses"), new { name = "refusing", seen = new[] { room.Id() }, main = room.Id() });
        var path = $"{target.Path("houses")}/{house.Key()}";
        object[] faulty =
        [
            new { seen = new[] { 999999999 } }, new { seen = new[] { "nosuchentry0000000000000" } }, new { seen = new { connect = new[] { 999999999 } } }, new { main = 999999999 }, new { main = card.Key() }, new { seen = new[] { card.Key() } }, new { main = new[] { room.Id(), room.Id() + 1 } }, new { seen = new { set = new[] { room.Id() }, connect = new[] { room.Id() } } },
            new { seen = new { connect = new[] { room.Id(), room.Id() } } }, new { seen = new { nothing = 1 } }, new { seen = true }, new { main = 1.5 }, new { main = -1 }, new { main = "" }, new { seen = new object?[] { null } }, new { seen = new { connect = new[] { new { id = room.Id(), position = new { before = 999999999 } } } } }, new { seen = new { connect = new[] { new { id = room.Id(), position = new { middle = true } } } } },
        ];

        foreach (var data in faulty)
        {
            var refused = (await target.Api.PutAsync(path, new { data })).Refused();
            Assert.NotEmpty(refused.Error.GetProperty("details").GetProperty("errors").Items());
        }

        Assert.Equal(["seen: seen cannot connect with a key positon: not known; did you mean 'position'?"], (await target.Api.PutAsync(path, new { data = new { seen = new { connect = new[] { new { id = room.Id(), positon = new { start = true } } } } } })).Refused().Faults);
        Assert.EndsWith("; conect is not known; did you mean 'connect'?", Assert.Single((await target.Api.PutAsync(path, new { data = new { seen = new { conect = new[] { room.Id() } } } })).Refused().Faults), StringComparison.Ordinal);
        await target.Api.ChangeAsync(path, new { seen = new { connect = new[] { new { documentId = room.Key(), locale = "en", status = "published" } } } });
        var whole = (await target.Api.GetAsync($"{target.Path("rooms")}/{room.Key()}")).Ok().Data;
        await target.Api.ChangeAsync(path, new { seen = new { connect = new[] { whole } } });
        var two = (await target.Api.PutAsync(path, new { data = new { seen = new[] { 999999998, 999999999 } } })).Refused();
        Assert.Matches(@"2 relation\(s\) of type .* associated with this entity do not exist", two.Text);
        var read = (await target.Api.GetAsync($"{path}?populate=*")).Ok().Data;
        Assert.Equal(("kept", "kept"), (read.GetProperty("seen").All("name"), read.GetProperty("main").Text("name")!));
        (await target.Api.DeleteAsync(path)).Expect(HttpStatusCode.NoContent);
    }
}
