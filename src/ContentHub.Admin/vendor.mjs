// Copies what the panel uses of Tabler into the repository, so that building needs no npm: the style sheet as it is,
// and the outlines of the icons named below as one C# table.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

const icons = `
  abc alert-circle alert-triangle align-left arrow-back-up arrow-down arrow-left arrow-up arrows-sort at blockquote bolt box braces calendar calendar-time check chevron-down chevron-left
  chevron-right chevron-up circle-check clock cloud-off code copy database device-desktop dots download external-link eye eye-off file
  file-text filter fingerprint folder grip-vertical hash history home inbox infinity info-circle key layers-intersect layout-grid link list-check list-details lock logout mail markdown math menu-2 moon music palette
  pencil photo player-pause player-play plus refresh rotate search percentage send settings shield stack-2 sun toggle-right trash upload user users
  video webhook x`.trim().split(/\s+/);

const css = readFileSync("node_modules/@tabler/core/dist/css/tabler.min.css", "utf8").replace(/\/\*# sourceMappingURL.*?\*\//, "");
mkdirSync("wwwroot/lib", { recursive: true });
writeFileSync("wwwroot/lib/tabler.min.css", css.trimEnd() + "\n");

const shapes = name => readFileSync(`node_modules/@tabler/icons/icons/outline/${name}.svg`, "utf8")
  .replace(/<!--[\s\S]*?-->/, "").replace(/<svg[\s\S]*?>/, "").replace("</svg>", "").replace(/<path stroke="none"[^>]*>/, "").replace(/\s*\n\s*/g, "").replaceAll(" />", "/>");
const rows = icons.map(name => `        ["${name}"] = """${shapes(name)}""",`).join("\n");
writeFileSync("Components/Icons.cs", `using System.Collections.Frozen;

namespace ContentHub.Admin.Components;

/// <summary>Outlines of the icons in use, 24 by 24, by name. Written by vendor.mjs from Tabler Icons (MIT).</summary>
internal static class Icons
{
    public static FrozenDictionary<string, string> Shapes { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
${rows}
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
`);
