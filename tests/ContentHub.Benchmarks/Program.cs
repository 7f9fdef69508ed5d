using System.Globalization;
using ContentHub.Benchmarks;

// Every figure beside a bare ceiling of the same run: the machine's speed drifts, the ratio much less.
//   dotnet run -c Release --project tests/ContentHub.Benchmarks [-- seconds-per-point [runs]]
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["bystander"])
{
    await Bystander.RunAsync();
    return;
}

var seconds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 4;
var runs = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 5;
Console.WriteLine($"{Environment.ProcessorCount} cores, {seconds} s per point, medians of {runs} (least to most); SQLite, synchronous=FULL, Release build, load from the same machine");
Console.WriteLine();
Console.WriteLine("| What | Ours | Bare ceiling | Ratio | Own CPU each |");
Console.WriteLine("|---|---|---|---|---|");
await using var bench = await Bench.StartAsync(TimeSpan.FromSeconds(seconds), runs);
await bench.GetOneAsync();
await bench.CreateAsync(webhooks: 0);
await bench.CreateAsync(webhooks: 1);
await bench.CreateAsync(webhooks: 10);
await bench.DrainAsync(webhooks: 1);
await bench.DrainAsync(webhooks: 10);
await bench.LatencyAsync();
