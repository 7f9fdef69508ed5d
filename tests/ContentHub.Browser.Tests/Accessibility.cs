using ContentHub.Testing;
using Microsoft.Playwright;

namespace ContentHub.Browser.Tests;

/// <summary>What axe-core finds on a page.</summary>
internal static class Accessibility
{
    // By `npm ci` in tests/node, as tests/run.sh does it.
    private static readonly string Axe = File.ReadAllText(Repository.PathOf("tests", "node", "node_modules", "axe-core", "axe.min.js"));

    /// <summary>One line per fault and element; empty when there is none.</summary>
    public static async Task<string[]> FaultsAsync(IPage page)
    {
        await page.EvaluateAsync(Axe);
        return await page.EvaluateAsync<string[]>(
            "axe.run({ resultTypes: ['violations'] }).then(found => found.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.html} ${n.failureSummary}`)))");
    }
}
