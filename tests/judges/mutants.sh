#!/usr/bin/env bash
# Mutants of what decides whether a signature is believed: each is one change that a test must notice (cargo-mutants).
#
# usage: tests/judges/mutants.sh               the files that differ from the main branch
#        tests/judges/mutants.sh FILE…         these files, all of them
#        tests/judges/mutants.sh --all         the six crates, all of them (about 3,900)
#
# Survivors are killed by a test, or explained in shared/seal/mutants.md. cargo-mutants says what to change; mutants.py
# tries all of it from one build. MUTANTS_OUT keeps the results, and what is finished there is not tried again.
set -euo pipefail
cd "$(dirname "$0")/../.."

version=27.1.0
lister=cargo-mutants
is_there() { [ "$("$lister" mutants --version 2>/dev/null)" = "cargo-mutants $version" ]; }
if ! is_there; then
  tools=${SEGL_CACHE:-$PWD/.local}/tools/mutants
  lister=$tools/bin/cargo-mutants
  is_there || cargo install cargo-mutants --version "$version" --locked --quiet --root "$tools"
fi

out=${MUTANTS_OUT:-$(mktemp -d)}
mkdir -p "$out"
chosen=()
if [ "${1:-}" = --all ]; then
  :
elif [ $# -gt 0 ]; then
  for file in "$@"; do chosen+=(--file "$file"); done
else
  git diff "$(git merge-base HEAD "${SEGL_MAIN:-main}")" -- shared/seal >"$out/changes.diff"
  chosen+=(--in-diff "$out/changes.diff")
fi
packages=(--package=segl-{asic,front-page,pades,pdf,pki,validation})
# Listing makes no difference between none found and found: whatever it ends with but 0 is an error.
"$lister" mutants --list --json "${packages[@]}" "${chosen[@]}" >"$out/list.json"
nice python3 tests/judges/mutants.py "$out/list.json" "$out"

unexplained=0
while read -r mutant; do
  # Line and column move with every edit; file and what was changed do not.
  file=${mutant%%:*}
  grep -F "\`${file#shared/seal/}\`" shared/seal/mutants.md | sed 's/\\|/|/g' | grep -qF "\`${mutant#*: }\`" && continue
  echo "not explained: $mutant"
  unexplained=$((unexplained + 1))
done < <(cat "$out"/missed.txt "$out"/timeout.txt)
[ "$unexplained" -eq 0 ]
