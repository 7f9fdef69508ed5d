#!/usr/bin/env bash
# Writes a migration of the same name for every database:
#   eng/add-migration.sh AddWebhooks
# Other work of the tool:
#   export EfDesign=true; dotnet restore src/ContentHub.Sqlite; dotnet ef migrations remove --force --project src/ContentHub.Sqlite
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [[ ! ${1-} =~ ^[A-Z][A-Za-z0-9]*$ ]]; then
  echo "Usage: eng/add-migration.sh Name      (PascalCase, what changes: AddWebhooks)" >&2
  exit 2
fi

export EfDesign=true
dotnet tool restore >/dev/null

for project in src/ContentHub.Sqlite src/ContentHub.PostgreSql; do
  echo "== $project"
  dotnet restore "$project" --verbosity quiet
  dotnet ef migrations add "$1" --project "$project" --startup-project "$project" --output-dir Migrations
done
