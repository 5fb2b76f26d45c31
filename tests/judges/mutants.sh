#!/usr/bin/env bash
# Mutants of what decides whether a signature is believed, of the domain and of the use cases: each is one change that a
# test must notice (cargo-mutants). Those of the domain and of the use cases are for the tests of their own crate.
#
# usage: tests/judges/mutants.sh               the files that differ from the main branch
#        tests/judges/mutants.sh FILE…         these files, all of them
#        tests/judges/mutants.sh --all         the eight crates, all of them (about 5,500)
#
# Survivors are killed by a test, or explained in the mutants.md of shared/seal, shared/domain or shared/app; what never
# ends was noticed. cargo-mutants says what to change; mutants.py tries all of it from one build a family. MUTANTS_OUT keeps
# the results, and what is finished there is not tried again.
set -euo pipefail
cd "$(dirname "$0")/../.."

families=(shared/seal shared/domain shared/app)
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
  git diff "$(git merge-base HEAD "${SEGL_MAIN:-main}")" -- "${families[@]}" >"$out/changes.diff"
  chosen+=(--in-diff "$out/changes.diff")
fi
packages=(--package=segl-{asic,front-page,pades,pdf,pki,validation,domain,app})
# Listing makes no difference between none found and found: whatever it ends with but 0 is an error.
"$lister" mutants --list --json "${packages[@]}" "${chosen[@]}" >"$out/list.json"
nice python3 tests/judges/mutants.py "$out/list.json" "$out"

# Whether the mutants.md above this file has a row for it and this change; one that begins with … is about all that end
# alike.
is_explained() { # FILE CHANGE
  local pattern family
  for family in "${families[@]}"; do
    [[ $1 == "$family"/* ]] && break
  done
  [ -f "$family/mutants.md" ] || return
  while IFS= read -r pattern; do
    case $pattern in
    "…"*) [[ $2 == *"${pattern#…}" ]] && return ;;
    *) [[ $2 == "$pattern" ]] && return ;;
    esac
  done < <(sed -n 's/\\|/\x01/g; s/^| `\([^`]*\)` | `\([^`]*\)` |.*/\1\t\2/p' "$family/mutants.md" |
    awk -F'\t' -v file="${1#"$family"/}" '$1 == file { print $2 }' | tr '\001' '|')
  return 1
}

unexplained=0
while IFS= read -r mutant; do
  # Line and column move with every edit; file and what was changed do not.
  is_explained "${mutant%%:*}" "${mutant#*: }" && continue
  echo "not explained: $mutant"
  unexplained=$((unexplained + 1))
done <"$out/missed.txt"
[ "$unexplained" -eq 0 ]
