using System.Globalization;
using ContentHub.Benchmarks;

// Every figure beside a bare ceiling of the same run: the machine's speed drifts, the ratio much less.
//   dotnet run -c Release --project tests/ContentHub.Benchmarks [-- seconds-per-point [runs]]
//   dotnet run -c Release --project tests/ContentHub.Benchmarks -- webhooks [seconds-per-point [runs]]                only the rows about deliveries
//   dotnet run -c Release --project tests/ContentHub.Benchmarks -- PART [seconds-per-point [runs]]                    one of entries, drain, slow, latency, isolation, dead, fan-out
//   dotnet run -c Release --project tests/ContentHub.Benchmarks -- growth [seconds-per-point [runs [entries…]]]      lists, search and updates with 10,000, 100,000 and 1,000,000 entries
//   dotnet run -c Release --project tests/ContentHub.Benchmarks -- panel [entries deliveries]                         the lists of the panel, with 100,000 entries and 50,000 deliveries
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["bystander"])
{
    await Bystander.RunAsync();
    return;
}

if (args is ["growth", .. var rest])
{
    var growth = new Growth(TimeSpan.FromSeconds(rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 3), rest.Length > 1 ? int.Parse(rest[1], CultureInfo.InvariantCulture) : 3);
    Console.WriteLine("| What | Ours | Bare ceiling | Ratio | Own CPU each |");
    Console.WriteLine("|---|---|---|---|---|");
    foreach (var entries in rest.Length > 2 ? rest[2..].Select(n => int.Parse(n, CultureInfo.InvariantCulture)) : [10_000, 100_000, 1_000_000]) await growth.RunAsync(entries);
    return;
}

if (args is ["panel", .. var sizes])
{
    var quick = await new PanelLists(times: 20).RunAsync(sizes.Length > 0 ? int.Parse(sizes[0], CultureInfo.InvariantCulture) : 100_000, sizes.Length > 1 ? int.Parse(sizes[1], CultureInfo.InvariantCulture) : 50_000);
    Environment.ExitCode = quick ? 0 : 1;
    return;
}

string[] parts = ["entries", "drain", "slow", "latency", "isolation", "dead", "fan-out"];
var part = args is [var first, ..] && (first == "webhooks" || parts.Contains(first)) ? first : null;
if (part is not null) args = args[1..];
var seconds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 4;
var runs = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 5;
Console.WriteLine($"{Environment.ProcessorCount} cores, {seconds} s per point, medians of {runs} (least to most); SQLite, synchronous=FULL, Release build, load from the same machine");
Console.WriteLine();
Console.WriteLine("| What | Ours | Bare ceiling | Ratio | Own CPU each |");
Console.WriteLine("|---|---|---|---|---|");
await using var bench = await Bench.StartAsync(TimeSpan.FromSeconds(seconds), runs);
if (Asked("entries"))
{
    await bench.GetOneAsync();
    await bench.CreateAsync(webhooks: 0, connections: 1);
    await bench.CreateAsync(webhooks: 0);
    await bench.CreateAsync(webhooks: 1);
    await bench.CreateAsync(webhooks: 10);
}

if (Asked("drain"))
{
    await bench.DrainAsync(webhooks: 1);
    await bench.DrainAsync(webhooks: 1, written: true);
    await bench.DrainAsync(webhooks: 10);
}

if (Asked("slow")) await bench.SlowReceiversAsync(webhooks: 10);
if (Asked("latency")) await bench.LatencyAsync();
if (Asked("isolation")) await bench.IsolationAsync();
if (Asked("dead")) await bench.DeadBacklogAsync();
if (!Asked("fan-out")) return;
foreach (var webhooks in (int[])[1, 10, 100])
    foreach (var connections in (int[])[1, 32]) await bench.FanOutAsync(webhooks, connections);

bool Asked(string name) => part is null || part == name || (part == "webhooks" && name != "entries");
