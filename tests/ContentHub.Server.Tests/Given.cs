using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ContentHub.Server.Tests;

/// <summary>Boring valid objects.</summary>
public static class Given
{
    public const string Token = "test-token-0123456789abcdef0123456789abcdef";

    public const string Email = "owner@example.com";

    public const string Password = "Correct-horse-battery-1";

    /// <summary>A picture of one pixel.</summary>
    public static byte[] Png { get; } = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    public static byte[] Html { get; } = Encoding.UTF8.GetBytes("<!doctype html><script>alert(1)</script>");

    /// <summary>The address of the documented example.</summary>
    public static object Paris { get; } = new { city = "Paris", full_name = "Paris", geolocation = new { } };

    public static object Address(string city) => new { city };

    /// <summary>A webhook for all events whose retries come after a second.</summary>
    /// <param name="with">Properties to add or change; null for none.</param>
    public static JsonObject Webhook(Uri target, object? with = null)
    {
        var webhook = new JsonObject { ["url"] = new Uri(target, "hook").ToString(), ["events"] = new JsonArray("*"), ["schedule"] = new JsonArray(1, 1, 1) };
        if (with is null) return webhook;
        foreach (var (name, value) in JsonSerializer.SerializeToNode(with)!.AsObject().ToArray()) webhook[name] = value?.DeepClone();
        return webhook;
    }

    /// <summary>A type with an attribute of every kind.</summary>
    public static object Everything(string name) => new
    {
        name,
        attributes = new Dictionary<string, object>
        {
            ["title"] = new { type = "string", min_length = 2, max_length = 40 },
            ["body"] = new { type = "text" },
            ["mail"] = new { type = "email" },
            ["slug"] = new { type = "uid", target_field = "title" },
            ["count"] = new { type = "integer", min = 0, max = 10 },
            ["price"] = new { type = "decimal", min = 0 },
            ["active"] = new { type = "boolean" },
            ["day"] = new { type = "date" },
            ["at"] = new { type = "datetime" },
            ["colour"] = new { type = "enumeration", @enum = new[] { "red", "green" } },
            ["extra"] = new { type = "json" },
            ["code"] = new { type = "string", unique = true },
            ["secret_note"] = new { type = "string", @private = true },
            ["picture"] = new { type = "media" },
            ["pictures"] = new { type = "media", multiple = true },
            ["parent"] = new { type = "relation", relation = "manyToOne", target = "category" },
            ["friends"] = new { type = "relation", relation = "manyToMany", target = "category" },
        },
    };
}
