namespace ContentHub.Conformance.Tests.Queries;

/// <summary>The tables of <see cref="FilterTests"/>.</summary>
internal static class FilterCases
{
    public static object[] Products { get; } =
    [
        new { n = 1, @string = "Product 1", text = "A small sofa", @float = 1.5, @decimal = 10.10m, integer = 10, biginteger = "1000000000000000001", boolean = true, date = "2020-01-01", datetime = "2020-01-01T10:00:00.000Z", time = "08:00:00.000", enumeration = "red", json = new { a = 1 }, hidden = "hidden one", secret = "secret one" },
        new { n = 2, @string = "Product 2", text = "a SMALL chair", @float = 2.5, @decimal = 20.20m, integer = 20, biginteger = "1000000000000000002", boolean = false, date = "2020-02-01", datetime = "2020-02-01T10:00:00.000Z", time = "09:30:00.000", enumeration = "green", json = new[] { 1, 2 } },
        new { n = 3, @string = "product 3", text = "Großer ЯЩИК", @float = -3.25, @decimal = 30.30m, integer = 30, biginteger = "1000000000000000003", boolean = true, date = "2020-03-01", datetime = "2020-03-01T10:00:00.000Z", time = "10:00:00.500", enumeration = "blue", json = "text" },
        new { n = 4, @string = "100%_of\\it", text = "wool_blend", @float = 0, @decimal = 0, integer = 0, biginteger = "0", boolean = false, date = "2021-01-01", datetime = "2021-01-01T10:00:00.000Z", time = "23:59:59.999", enumeration = "red", json = new { } },
        new { n = 5 },
    ];

    public static (string Query, string Numbers)[] Found { get; } =
    [
        ("", "1 2 3 4 5"), ("filters[string]=Product 1", "1"), ("filters[string]=product 1", ""), ("filters[integer]=20", "2"), ("filters[boolean]=true", "1 3"), ("filters[enumeration]=red", "1 4"), ("filters[date]=2020-02-01", "2"),
        .. Each("string", "$eq", ("Product 1", "1"), ("product 1", ""), ("Product", ""), ("100%25_of\\it", "4"), ("1______of_it", "")),
        .. Each("string", "$eqi", ("PRODUCT 1", "1"), ("prod_ct 1", ""), ("100%25_OF\\IT", "4"), ("%25", ""), ("_", ""), ("\\", ""), ("'", "")),
        .. Each("string", "$ne", ("Product 1", "2 3 4"), ("nothing", "1 2 3 4")), .. Each("string", "$nei", ("PRODUCT 3", "1 2 4"), ("x", "1 2 3 4")),
        .. Each("string", "$contains", ("Product", "1 2"), ("roduct", "1 2 3"), ("%25", "4"), ("_", "4"), ("\\", "4"), ("nope", ""), ("'", "")), .. Each("string", "$notContains", ("Product", "3 4"), ("%25", "1 2 3")),
        .. Each("string", "$containsi", ("PRODUCT", "1 2 3"), ("IT", "4"), ("%25", "4"), ("_", "4"), ("\\", "4"), ("nope", "")), .. Each("string", "$notContainsi", ("PRODUCT", "4"), ("_", "1 2 3")),
        .. Each("string", "$startsWith", ("Product", "1 2"), ("product", "3"), ("100%25", "4"), ("100_", ""), ("%25", "")), .. Each("string", "$startsWithi", ("pRODUCT", "1 2 3"), ("100%25_OF", "4"), ("roduct", "")),
        .. Each("string", "$endsWith", ("1", "1"), ("it", "4"), ("IT", ""), ("\\it", "4")), .. Each("string", "$endsWithi", ("IT", "4"), ("T 3", "3"), ("_it", "")),
        .. Each("string", "$gt", ("Product 1", "2 3"), ("zzz", "")), .. Each("string", "$lt", ("Product 2", "1 4")), .. Each("text", "$containsi", ("small", "1 2"), ("ящик", "3"), ("GROßER", "3")), .. Each("text", "$contains", ("small", "1"), ("ящик", "")),
        .. Each("text", "$eq", ("A small sofa", "1"), ("a small sofa", "")), .. Each("text", "$eqi", ("A SMALL CHAIR", "2")), .. Each("text", "$endsWithi", ("BLEND", "4")), .. Each("text", "$notContainsi", ("SMALL", "3 4")),
        .. Numbers("integer", "10", "20", "30", "0", "11"), .. Numbers("float", "1.5", "2.5", "-3.25", "0", "1.4999", sorted: "3 4 1 2"), .. Numbers("decimal", "10.10", "20.2", "30.3", "0", "10.11"), .. Numbers("biginteger", "1000000000000000001", "1000000000000000002", "1000000000000000003", "0", "999"),
        .. Each("integer", "$contains", ("0", "1 2 3 4"), ("3", "3"), ("9", "")), .. Each("integer", "$startsWith", ("2", "2")), .. Each("integer", "$eq", ("-1", "")),
        .. Moments("date", "2020-01-01", "2020-02-01", "2020-03-01", "2021-01-01"), .. Moments("datetime", "2020-01-01T10:00:00.000Z", "2020-02-01T10:00:00.000Z", "2020-03-01T10:00:00.000Z", "2021-01-01T10:00:00.000Z"), .. Moments("time", "08:00:00.000", "09:30:00.000", "10:00:00.500", "23:59:59.999"),
        .. Each("datetime", "$eq", ("2020-01-01T11:00:00.000%2B01:00", "1"), ("1577872800000", "1")), .. Each("time", "$eq", ("08:00", "1"), ("08:00:00", "1")), .. Each("enumeration", "$ne", ("red", "2 3")), .. Each("enumeration", "$containsi", ("RE", "1 2 4")),
        .. Truth("1", "1 3"), .. Truth("true", "1 3"), .. Truth("t", "1 3"), .. Truth("0", "2 4"), .. Truth("false", "2 4"), .. Truth("f", "2 4"),
        ("filters[boolean][$in][0]=true&filters[boolean][$in][1]=0", "1 2 3 4"), ("filters[boolean][$in][]=t", "1 3"), ("filters[boolean][$ne]=true", "2 4"), ("filters[$not][boolean]=1", "2 4"), ("filters[$or][0][boolean]=f&filters[$or][1][n]=1", "1 2 4"), ("filters[$and][0][boolean][$eq]=f&filters[$and][1][n][$gt]=2", "4"),
        .. Nulls("true", true), .. Nulls("1", true), .. Nulls("t", true), .. Nulls("yes", true), .. Nulls("TRUE", true), .. Nulls("x", true), .. Nulls("null", true), .. Nulls("undefined", true), .. Nulls("00", true), .. Nulls("false", false), .. Nulls("0", false), .. Nulls("f", false), .. Nulls("", false),
        ("filters[integer][$null][0]=false", "5"), ("filters[integer][$null][a]=false", "5"), ("filters[integer][$notNull][]=0", "1 2 3 4"), ("filters[json][$null]=true", "5"), ("filters[json][$notNull]=true", "1 2 3 4"), ("filters[json][$null]=false", "1 2 3 4"), ("filters[text][$null]", "1 2 3 4"), ("filters[text]", "5"),
        ("filters[string][]=Product 1&filters[string][]=Product 2", "1 2"), ("filters[n][0]=1&filters[n][1]=3", "1 3"), ("filters[n]=1&filters[n]=4", "1 4"), ("filters[integer][$eq][0]=10&filters[integer][$eq][1]=30", "1 3"), ("filters[string][$contains][0]=1&filters[string][$contains][1]=2", "1 2 4"),
        ("filters[string][$startsWith][]=prod&filters[string][$startsWith][]=100", "3 4"), ("filters[string][$endsWith][]=1&filters[string][$endsWith][]=3", "1 3"), ("filters[string][$containsi][]=PRODUCT 1&filters[string][$containsi][]=OF", "1 4"), ("filters[string][$eqi][]=PRODUCT 1&filters[string][$eqi][]=product 2", "1 2"), ("filters[integer][$lt][]=10&filters[integer][$lt][]=20", "1 4"), ("filters[integer][$gte][0]=30&filters[integer][$gte][1]=20", "2 3"),
        ("filters[integer][$gt]=0&filters[integer][$lt]=30", "1 2"), ("filters[integer][$gte]=10&filters[integer][$ne]=20", "1 3"), ("filters[string][$startsWith]=P&filters[string][$endsWith]=2", "2"), ("filters[integer]=10&filters[boolean]=false", ""), ("filters[integer]=10&filters[boolean]=true", "1"),
        ("filters[$or][0][n]=1&filters[$or][1][n]=5", "1 5"), ("filters[$or][0][string]=Product 1&filters[$or][1][integer][$gt]=20", "1 3"), ("filters[$and][0][integer][$gt]=0&filters[$and][1][integer][$lt]=30", "1 2"), ("filters[$and][0][$or][0][n]=1&filters[$and][0][$or][1][n]=2&filters[$and][1][boolean]=true", "1"),
        ("filters[$or][0][$and][0][n]=1&filters[$or][0][$and][1][boolean]=true&filters[$or][1][n]=4", "1 4"), ("filters[$not][n]=1", "2 3 4 5"), ("filters[$not][$or][0][n]=1&filters[$not][$or][1][n]=2", "3 4 5"), ("filters[string][$not][$contains]=Product", "3 4"), ("filters[n][$not][$in][0]=1&filters[n][$not][$in][1]=2", "3 4 5"), ("filters[n][$not][$not][$eq]=1", "1"),
        ("filters[n][$or][0][$eq]=1&filters[n][$or][1][$gt]=4", "1 5"), ("filters[n][$and][0][$gt]=1&filters[n][$and][1][$lt]=4", "2 3"), ("filters[$or][n]=1", "1"), ("filters[$and][n]=2", "2"), ("filters[$or][0][n][$in][0]=1&filters[$or][0][n][$in][1]=2&filters[$or][1][string][$startsWith]=100", "1 2 4"),
        ("filters[n][$in][0]=1&filters[n][$in][1]=2", "1 2"), ("filters[n][$in][]=5", "5"), ("filters[n][$in]=3", "3"), ("filters[n][$notIn][0]=1&filters[n][$notIn][1]=2", "3 4 5"), ("filters[n][$notIn]=3", "1 2 4 5"), ("filters[string][$in][]=Product 1&filters[string][$in][]=100%25_of\\it", "1 4"), ("filters[string][$notIn][]=Product 1", "2 3 4"), ("filters[n][$in][]=77", ""),
        ("filters[n][$between][0]=2&filters[n][$between][1]=4", "2 3 4"), ("filters[n][$between][]=4&filters[n][$between][]=2", ""), ("filters[date][$between][]=2020-01-15&filters[date][$between][]=2020-12-31", "2 3"), ("filters[string][$between][]=Product 1&filters[string][$between][]=Product 2", "1 2"),
        ("filters[$and][]", "1 2 3 4 5"), ("filters[$or][]", "1 2 3 4 5"), ("filters[]", "1 2 3 4 5"), ("filters[n][]", "1 2 3 4 5"), ("filters[integer]=1.5", ""), ("filters%5Bn%5D%5B%24eq%5D=1", "1"), ("filters[n][%24eq]=1", "1"), ("filters[string]=Product+1", "1"), ("filters[string]=Product%201", "1"),
        ("_q=small", "1 2"), ("_q=SOFA", "1"), ("_q=ящик", "3"), ("_q=großer ящик", "3"), ("_q=", "1 2 3 4 5"), ("_q=%25", "4"), ("_q=_", "4"), ("_q=\\", "4"), ("_q=*", ""), ("_q=%2B", ""), ("_q='", ""), ("_q=1000000000000000003", "3"), ("_q=20.2", "2"), ("_q=-3.25", "3"), ("_q=small&filters[n]=2", "2"), ("_q=nothing of this", ""), ("_q=green", "2"), ("_q=hidden one", ""), ("_q=secret one", ""),
    ];

    public static string[] Refused { get; } =
    [
        "filters[nothing]=1", "filters[$nothing]=1", "filters[string][$nothing]=1", "filters[string][$EQ]=1", "filters[string][$STARTSWITH]=P", "filters[string][$startswith]=P", "filters[String]=1", "filters[string][eq]=1", "filters[$AND][0][n]=1", "filters[$OR][0][n]=1", "filters[n][$NOT]=1", "filters=string", "filters[0]=string",
        "filters[hidden]=hidden one", "filters[hidden][$startsWith]=h", "filters[secret]=secret one", "filters[secret][$null]=true", "filters[$or][0][hidden]=x", "filters[$and][0][$or][0][secret]=x", "filters[$not][hidden]=x", "filters[created_by]=1", "filters[createdBy][email]=x", "filters[updated_by][password]=x",
        "filters[integer]=abc", "filters[integer][$gt]=", "filters[integer][$in][]=x", "filters[float]=abc", "filters[decimal]=1,5", "filters[biginteger]=99999999999999999999", "filters[boolean]=yes", "filters[boolean]=TRUE", "filters[boolean][$in][]=2", "filters[date]=yesterday", "filters[datetime]=2020-13-01", "filters[time]=25:00", "filters[created_at][$gt]=notadate", "filters[createdAt]=soon",
        "filters[n][$between]=1", "filters[n][$between][]=1", "filters[n][$between][]=1&filters[n][$between][]=2&filters[n][$between][]=3", "filters[n][$eq][a]=1", "filters[json]=1", "filters[json][$contains]=a", "filters[json][a]=1", "filters[string][nested]=1", "filters[t0.secret]=1", "filters[products.n]=1", "filters[n;--]=1",
    ];

    public static (string Query, string Names)[] Tags { get; } =
    [
        ("filters[name]=a", "a"), ("filters[name]=b", ""), ("filters[name][$eqi]=b", "B"), ("filters[name][$eqi]=c_d", "c_d"), ("filters[name][$eqi]=C%25D", "c%d"), ("filters[name][$eqi]=c\\D", "c\\d"), ("filters[name][$startsWith]=c", "c%d c_d c\\d cxd"), ("filters[name][$startsWith]=c_", "c_d"), ("filters[name][$startsWith]=c%25", "c%d"), ("filters[name][$startsWith]=c\\", "c\\d"), ("filters[name][$contains]=_", "c_d"), ("filters[name][$endsWith]=_d", "c_d"),
        ("filters[name][$containsi]=ÄRG", "Ärger ärger"), ("filters[name][$eqi]=ÄRGER", "Ärger ärger"), ("filters[name]=Ärger", "Ärger"), ("filters[name][$gt]=c", "c%d c_d c\\d cxd Ärger ärger"), ("filters[name][$lt]=a", "B"), ("filters[name][$in][]=a&filters[name][$in][]=cxd", "a cxd"), ("filters[name][$notIn][]=a&filters[name][$notIn][]=B", "c%d c_d c\\d cxd Ärger ärger"), ("filters[name][$ne]=a", "B c%d c_d c\\d cxd Ärger ärger"), ("filters[name][$null]=true&fields=name", ""), ("filters[name][$notNull]=true", "a B c%d c_d c\\d cxd Ärger ärger"),
        ("filters[weight][$lt]=-2", "a B"), ("filters[weight][$lte]=-2&filters[weight][$gt]=-4", "B c%d"), ("filters[weight][$between][]=0&filters[weight][$between][]=2", "c\\d cxd Ärger"), ("filters[weight][$in][]=-4&filters[weight][$in][]=3", "a ärger"), ("filters[note]=", ""), ("filters[note][$eq]=a", "a"), ("filters[note][$eqi]=C_D", "c_d"), ("_q=ärger", "Ärger ärger"),
    ];

    private static IEnumerable<(string, string)> Each(string field, string op, params (string Value, string Numbers)[] cases) => cases.Select(c => ($"filters[{field}][{op}]={c.Value}", c.Numbers));

    // Of a field whose values rise with the number, but for the fourth, which is 0.
    private static IEnumerable<(string, string)> Numbers(string field, string one, string two, string three, string four, string none, string sorted = "4 1 2 3")
    {
        var order = sorted.Split(' ');
        string Where(Func<int, bool> place) => string.Join(' ', order.Where((_, i) => place(i)).Order(StringComparer.Ordinal));
        string At(int i) => order[i] switch { "1" => one, "2" => two, "3" => three, _ => four };
        return
        [
            .. Each(field, "$eq", (one, "1"), (two, "2"), (none, "")), .. Each(field, "$ne", (one, "2 3 4"), (none, "1 2 3 4")), .. Each(field, "$eqi", (two, "2")), .. Each(field, "$nei", (two, "1 3 4")),
            .. Each(field, "$lt", (At(1), Where(i => i < 1)), (At(0), "")), .. Each(field, "$lte", (At(1), Where(i => i < 2))), .. Each(field, "$gt", (At(1), Where(i => i > 1)), (At(3), "")), .. Each(field, "$gte", (At(1), Where(i => i > 0))),
            ($"filters[{field}][$in][]={one}&filters[{field}][$in][]={four}", "1 4"), ($"filters[{field}][$notIn][]={one}", "2 3 4"), ($"filters[{field}][$between][]={At(0)}&filters[{field}][$between][]={At(2)}", Where(i => i < 3)), ($"filters[{field}][]={two}&filters[{field}][]={three}", "2 3"),
        ];
    }

    private static IEnumerable<(string, string)> Moments(string field, string one, string two, string three, string four) =>
    [
        .. Each(field, "$eq", (one, "1"), (four, "4")), .. Each(field, "$ne", (two, "1 3 4")), .. Each(field, "$lt", (two, "1"), (one, "")), .. Each(field, "$lte", (two, "1 2")), .. Each(field, "$gt", (two, "3 4"), (four, "")), .. Each(field, "$gte", (three, "3 4")),
        ($"filters[{field}][$in][]={one}&filters[{field}][$in][]={three}", "1 3"), ($"filters[{field}][$notIn][]={one}", "2 3 4"), ($"filters[{field}][$between][]={two}&filters[{field}][$between][]={four}", "2 3 4"),
    ];

    private static IEnumerable<(string, string)> Truth(string value, string numbers) => [($"filters[boolean]={value}", numbers), .. Each("boolean", "$eq", (value, numbers))];

    private static IEnumerable<(string, string)> Nulls(string value, bool truth) =>
        [($"filters[integer][$null]={value}", truth ? "5" : "1 2 3 4"), ($"filters[integer][$notNull]={value}", truth ? "1 2 3 4" : "5")];
}
