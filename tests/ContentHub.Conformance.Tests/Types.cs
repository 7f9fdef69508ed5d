using System.Net;
using System.Text.Json;

namespace ContentHub.Conformance.Tests;

/// <summary>The content types of a run, defined once for each server.</summary>
internal static class Types
{
    private static object String { get; } = new { type = "string" };

    public static async Task DefineAsync(Target target)
    {
        string N(string name) => target[name];
        object Relation(string kind, string to, string? inverse = null, string? mapped = null) => Leave(new { type = "relation", relation = kind, target = N(to), inversed_by = inverse, mapped_by = mapped });
        object Part(string name, object? more = null) => Leave(new { type = "component", component = N(name) }, more);

        await DefineAsync(target, new
        {
            name = N("product"),
            attributes = new
            {
                n = new { type = "integer" },
                @string = String,
                text = new { type = "text" },
                @float = new { type = "float" },
                @decimal = new { type = "decimal" },
                integer = new { type = "integer" },
                biginteger = new { type = "biginteger" },
                boolean = new { type = "boolean" },
                date = new { type = "date" },
                datetime = new { type = "datetime" },
                time = new { type = "time" },
                enumeration = new { type = "enumeration", @enum = new[] { "red", "green", "blue" } },
                json = new { type = "json" },
                hidden = new { type = "string", @private = true },
                secret = new { type = "password" },
            },
        });
        await DefineAsync(target, new { name = N("tag"), searchable = true, attributes = new { name = new { type = "string", indexed = true }, weight = new { type = "integer", indexed = true }, note = String } });

        await DefineAsync(target, new { name = N("parts.link"), kind = "component", attributes = new { label = new { type = "string", required = true, max_length = 10 }, url = String, secret = new { type = "string", @private = true } } });
        await DefineAsync(target, new { name = N("card"), attributes = new { name = String, rank = new { type = "integer" }, secret = new { type = "string", @private = true }, pass = new { type = "password" } } });
        await DefineAsync(target, new
        {
            name = N("parts.seo"),
            kind = "component",
            attributes = new { title = new { type = "string", required = true }, text = new { type = "text" }, links = Part("parts.link", new { repeatable = true }), picture = new { type = "media" }, card = Relation("manyToOne", "card"), secret = new { type = "string", @private = true } },
        });
        // The same twice: the entries of the first are counted, those of the second come and go.
        foreach (var collector in new[] { "collector", "keeper" }) await DefineAsync(target, new
        {
            name = N(collector),
            attributes = new
            {
                name = String,
                age = new { type = "integer" },
                seo = Part("parts.seo"),
                links = Part("parts.link", new { repeatable = true }),
                cover = new { type = "media" },
                pictures = new { type = "media", multiple = true },
                best = Relation("manyToOne", "card"),
                cards = Relation("manyToMany", "card"),
                friends = Relation("manyToMany", collector),
                hidden_card = Leave(new { type = "relation", relation = "manyToOne", target = N("card"), @private = true }),
                zone = new { type = "dynamiczone", components = new[] { N("parts.link"), N("parts.seo") } },
                secret = new { type = "string", @private = true },
                pass = new { type = "password" },
            },
        });
        await InverseAsync(target);

        await DefineAsync(target, new
        {
            name = N("entry"),
            plural = N("entries"),
            attributes = new
            {
                title = new { type = "string", min_length = 3, max_length = 20 },
                body = new { type = "text", max_length = 40 },
                rich = new { type = "richtext" },
                blocks = new { type = "blocks" },
                mail = new { type = "email" },
                pass = new { type = "password", min_length = 6 },
                slug = new { type = "uid", target_field = "title" },
                integer = new { type = "integer", min = 1, max = 10 },
                big = new { type = "biginteger", min = "-5", max = "9000000000000000000" },
                @decimal = new { type = "decimal", min = 0.5, max = 10.5 },
                @float = new { type = "float", max = 3.5 },
                boolean = new { type = "boolean", @default = true },
                date = new { type = "date" },
                time = new { type = "time" },
                datetime = new { type = "datetime" },
                kind = new { type = "enumeration", @enum = new[] { "one", "two" }, @default = "one" },
                json = new { type = "json" },
                code = new { type = "string", unique = true },
                pattern = new { type = "string", regex = "^[a-z]+$" },
                hidden = new { type = "string", @private = true },
            },
        });
        await DefineAsync(target, new { name = N("must"), plural = N("musts"), attributes = new { title = new { type = "string", required = true }, amount = new { type = "integer", required = true, @default = 7 }, link = Part("parts.link", new { required = true }), links = Part("parts.link", new { repeatable = true, required = true, min = 2, max = 3 }), loose = Part("parts.link", new { repeatable = true, min = 2 }) } });
        await DefineAsync(target, new
        {
            name = N("page"),
            draft_and_publish = true,
            attributes = new { title = new { type = "string", required = true, min_length = 3, max_length = 30 }, body = new { type = "text" }, code = new { type = "string", unique = true }, link = Part("parts.link"), zone = new { type = "dynamiczone", components = new[] { N("parts.link"), N("parts.seo") }, min = 1, max = 3 }, parent = Relation("manyToOne", "page"), tags = Relation("manyToMany", "tag") },
        });
        await DefineAsync(target, new { name = N("front"), kind = "single", plural = N("fronts"), attributes = new { title = new { type = "string", required = true }, best = Relation("manyToOne", "card"), secret = new { type = "string", @private = true } } });
    }

    /// <summary>Defines a type that must be accepted.</summary>
    public static async Task<JsonElement> DefineAsync(Target target, object type) => (await target.Api.PostAsync("/admin/api/content-types", new { data = type })).Expect(HttpStatusCode.Created).Data;

    /// <summary>A pair of types for every kind of relation, with their inverse sides.</summary>
    private static async Task InverseAsync(Target target)
    {
        object Owner(string kind, string inverse) => new { type = "relation", relation = kind, target = target["room"], inversed_by = inverse };
        object Inverse(string kind, string owner) => new { type = "relation", relation = kind, target = target["house"], mapped_by = owner };
        var room = await DefineAsync(target, new { name = target["room"], attributes = new { name = String } });
        await DefineAsync(target, new { name = target["house"], attributes = new { name = String, hall = Owner("oneToOne", "hall_of"), own = Owner("oneToMany", "owner"), main = Owner("manyToOne", "main_of"), seen = Owner("manyToMany", "seen_from") } });
        (await target.Api.PutAsync($"/admin/api/content-types/{room.Id()}", new { data = new { name = target["room"], attributes = new { name = String, hall_of = Inverse("oneToOne", "hall"), owner = Inverse("manyToOne", "own"), main_of = Inverse("oneToMany", "main"), seen_from = Inverse("manyToMany", "seen") } } })).Ok();
    }

    /// <summary>Two objects as one, without what is null.</summary>
    private static Dictionary<string, object> Leave(object one, object? two = null) =>
        one.GetType().GetProperties().Select(p => (p.Name, Value: p.GetValue(one))).Concat(two?.GetType().GetProperties().Select(p => (p.Name, Value: p.GetValue(two))) ?? [])
            .Where(p => p.Value is not null).ToDictionary(p => p.Name, p => p.Value!);
}
