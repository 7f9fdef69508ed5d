#!/usr/bin/env bash
# Takes the pictures in docs/screenshots anew: every screen that the browser tests look at, light and dark, 1440 and 360 pixels wide.
#   eng/screenshots.sh            runs the browser tests first (they need what tests/run.sh installs)
#   eng/screenshots.sh FOLDER     takes the PNG files of a run with SCREENSHOTS=FOLDER
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=${1-}
if [[ -z $work ]]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  (cd tests/node && npm ci --silent --no-audit --no-fund)
  SCREENSHOTS=$work dotnet test tests/ContentHub.Browser.Tests -c Release
fi

compgen -G "$work/*-1440-Light.png" >/dev/null || { echo "No pictures in '$work'." >&2; exit 1; }
rm -rf docs/screenshots
mkdir -p docs/screenshots
for picture in "$work"/*-{1440,360}-{Light,Dark}.png; do
  name=$(basename "$picture" .png)
  vips webpsave "$picture" "docs/screenshots/${name,,}.webp" --Q 80 --strip
done
echo "$(find docs/screenshots -name '*.webp' | wc -l) pictures, $(du -sh docs/screenshots | cut -f1)"
