using System.Text.Json.Nodes;
using ContentHub.ContentTypes;

namespace ContentHub.Events;

/// <summary>What entries and files look like in the bodies of events: every attribute but private ones and passwords; components in full depth, relations and files one level deep.</summary>
internal sealed class EntryShapes(ContentTypeCatalog catalog)
{
    private const string At = "2020-01-10T08:47:36.264Z";

    /// <summary>The <c>entry</c> of a body.</summary>
    public BodyShape Entry(ContentType type) => Entry(type, deep: true);

    /// <summary>The <c>media</c> of a body.</summary>
    public static BodyShape File()
    {
        var format = BodyShape.Object(
            ("name", BodyShape.Text("thumbnail_image.png")), ("hash", BodyShape.Text("thumbnail_353fc98a19e44da9acf61d71b11895f9")), ("ext", BodyShape.Text(".png")), ("mime", BodyShape.Text("image/png")),
            ("path", BodyShape.Text("").Empty()), ("width", BodyShape.Whole(245)), ("height", BodyShape.Whole(156)), ("size", BodyShape.Number(18.52m)), ("size_in_bytes", BodyShape.Whole(18_520)),
            ("url", BodyShape.Text("/uploads/thumbnail_353fc98a19e44da9acf61d71b11895f9.png")));
        return BodyShape.Object(
            ("id", BodyShape.Whole(1)), ("name", BodyShape.Text("image.png")), ("alternative_text", BodyShape.Text("A street in Paris").OrNull()), ("caption", BodyShape.Text("").Empty()),
            ("focal_point", BodyShape.Object(("x", BodyShape.Number(62.5m, "Percent of the width.")), ("y", BodyShape.Number(30m, "Percent of the height."))).OrNull()),
            ("width", BodyShape.Whole(640).OrNull()), ("height", BodyShape.Whole(408).OrNull()), ("formats", BodyShape.Map(format, "thumbnail").OrNull()),
            ("hash", BodyShape.Matching("^[0-9a-f]{32}$", "353fc98a19e44da9acf61d71b11895f9")), ("sha256", BodyShape.Matching("^[A-Za-z0-9_-]{43}$", "huGUaFJhmcZRHLcxeQNKblh53vtSUXYaB16WSOe0Bdc")),
            ("ext", BodyShape.Text(".png")), ("mime", BodyShape.Text("image/png")), ("size", BodyShape.Number(228.19m, "kB of 1000 bytes.")), ("url", BodyShape.Text("/uploads/353fc98a19e44da9acf61d71b11895f9.png")),
            ("provider", BodyShape.Text("local")), ("provider_metadata", BodyShape.Any(null)), ("created_at", BodyShape.Moment(At)), ("updated_at", BodyShape.Moment(At)),
            ("related", BodyShape.List(BodyShape.Object(("model", BodyShape.Text("address")), ("id", BodyShape.Whole(1)), ("field", BodyShape.Text("cover"))), empty: true)));
    }

    private BodyShape Entry(ContentType type, bool deep)
    {
        var attributes = Attributes(type, deep).ToArray();
        return BodyShape.Object(
        [
            ("id", BodyShape.Whole(1)), ("document_id", BodyShape.Text("k5hq2p0v7xk1m9c4t8w3z6yb")),
            .. attributes.Where(a => a.Attribute is not MediaAttribute).Select(a => (a.Attribute.Name, a.Shape)),
            ("created_at", BodyShape.Moment(At)), ("updated_at", BodyShape.Moment(At)),
            .. type.DraftAndPublish ? [("published_at", BodyShape.Moment(At).OrNull())] : Array.Empty<(string, BodyShape)>(),
            .. attributes.Where(a => a.Attribute is MediaAttribute).Select(a => (a.Attribute.Name, a.Shape)),
        ]);
    }

    private IEnumerable<(ContentAttribute Attribute, BodyShape Shape)> Attributes(ContentType type, bool deep) =>
        type.Attributes.Where(a => !a.IsHidden && (deep || a is ScalarAttribute)).Select(a => (a, Of(a)));

    private BodyShape Of(ContentAttribute attribute) => attribute switch
    {
        ScalarAttribute scalar => Scalar(scalar).OrNull(),   // a draft may lack what is required, and so may what is older than the attribute
        MediaAttribute { Multiple: true } => BodyShape.List(FileReference()),
        MediaAttribute => FileReference().OrNull(),
        RelationAttribute { IsMany: true } relation => BodyShape.List(Target(relation)),
        RelationAttribute relation => Target(relation).OrNull(),
        ComponentAttribute { Repeatable: true } part => BodyShape.List(Component(part.Component)),
        ComponentAttribute part => Component(part.Component).OrNull(),
        DynamicZoneAttribute zone => BodyShape.List(BodyShape.Either([.. zone.Components.Select(name => Component(name, inZone: true))])),
        _ => BodyShape.Any(null),
    };

    private static BodyShape FileReference() => BodyShape.Defined("file", File().Example!);

    private BodyShape Target(RelationAttribute relation) => catalog.ByName(relation.Target) is { } target ? Entry(target, deep: false) : BodyShape.Object();

    private BodyShape Component(string name, bool inZone = false)
    {
        var own = catalog.ByName(name) is { } component ? Attributes(component, deep: true).Select(a => (a.Attribute.Name, a.Shape)) : [];
        return BodyShape.Object([.. inZone ? [("__component", BodyShape.Constant(name))] : Array.Empty<(string, BodyShape)>(), ("id", BodyShape.Whole(1)), .. own]);
    }

    private static BodyShape Scalar(ScalarAttribute attribute)
    {
        var shape = attribute switch
        {
            EmailAttribute => BodyShape.Formatted("email", "someone@example.com"),
            UidAttribute => BodyShape.Matching(@"^[A-Za-z0-9\-_.~]{1,256}$", "an-example"),
            TextualAttribute text => BodyShape.Text(Sample(text)),
            IntegerAttribute number => BodyShape.Whole(Math.Clamp(1, number.Min ?? long.MinValue, number.Max ?? long.MaxValue)),
            BigIntegerAttribute number => BodyShape.Matching(@"^-?\d+$", Math.Clamp(9_007_199_254_740_993, number.Min ?? long.MinValue, number.Max ?? long.MaxValue).ToString(System.Globalization.CultureInfo.InvariantCulture)),
            DecimalAttribute number => BodyShape.Number(Math.Clamp(9.9m, number.Min ?? decimal.MinValue, number.Max ?? decimal.MaxValue)),
            FloatAttribute number => BodyShape.Number((decimal)Math.Clamp(0.5, number.Min ?? -1e9, number.Max ?? 1e9)),
            BooleanAttribute => BodyShape.Flag(),
            DateAttribute => BodyShape.Formatted("date", "2020-01-31"),
            TimeAttribute => BodyShape.Matching(@"^\d\d:\d\d:\d\d\.\d{3}$", "08:30:00.000"),
            DateTimeAttribute => BodyShape.Moment("2020-01-31T08:30:00.000Z"),
            EnumerationAttribute words => BodyShape.OneOf(words.Values),
            BlocksAttribute => BodyShape.List(BodyShape.Object(
                ("type", BodyShape.OneOf(["paragraph", "heading", "list", "quote", "code", "image"])), ("children", BodyShape.Any(new JsonArray(new JsonObject { ["type"] = "text", ["text"] = "An example." })).Optional()))),
            _ => BodyShape.Any(new JsonObject(), "Any JSON."),
        };
        return attribute.Default is { } standard ? shape with { Example = JsonNode.Parse(standard.GetRawText()) } : shape;
    }

    private static string Sample(TextualAttribute attribute)
    {
        var text = attribute switch { RichTextAttribute => "Some **Markdown**.", TextAttribute => "Some lines of text.", _ => $"Some {attribute.Name.Replace('_', ' ')}" };
        return text.Length > attribute.MaxLength ? text[..attribute.MaxLength.Value] : text;
    }
}
