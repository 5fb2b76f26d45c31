#!/usr/bin/env bash
# Mutants of what decides whether a signature is believed: each is one change that a test must notice (cargo-mutants).
#
# usage: tests/judges/mutants.sh               the files that differ from the main branch
#        tests/judges/mutants.sh FILE…         these files, all of them
#
# Survivors are killed by a test, or explained in shared/seal/mutants.md. Without --jobs: a build uses all cores.
set -euo pipefail
cd "$(dirname "$0")/../.."

version=27.1.0
tools=$(cargo local tools | tail -1)
if ! "$tools/mutants/bin/cargo-mutants" --version 2>/dev/null | grep -q " $version$"; then
  cargo install cargo-mutants --version "$version" --locked --quiet --root "$tools/mutants"
fi

out=$(mktemp -d)
chosen=()
if [ $# -gt 0 ]; then
  for file in "$@"; do chosen+=(--file "$file"); done
else
  git diff "$(git merge-base HEAD "${SEGL_MAIN:-main}")" -- shared/seal >"$out/changes.diff"
  chosen+=(--in-diff "$out/changes.diff")
fi
# A mutant of one crate is for the tests of all: what the reader of a PDF does wrong, the validator's tests notice.
crates=(asic front-page pades pdf pki validation)
packages=("${crates[@]/#/--package=segl-}")
tests=$(IFS=,; echo "${crates[*]/#/segl-}")
# Those that try every byte or draw pages at random take most of the time and are about no single rule.
slow=(--skip no_byte_of_a_sealed --skip changed_at_random --skip spoilt_at_random --skip any_byte_that_is_changed --skip judges)
"$tools/mutants/bin/cargo-mutants" mutants "${packages[@]}" "${chosen[@]}" --test-package "$tests" --timeout 120 \
  --baseline skip --cargo-arg=--lib --output "$out" -- -- "${slow[@]}" || true
for kind in caught missed timeout unviable; do
  echo "$kind: $(wc -l <"$out/mutants.out/$kind.txt")"
done
unexplained=0
while read -r mutant; do
  # Line and column move with every edit; what was changed does not.
  grep -qF "${mutant#*: }" shared/seal/mutants.md && continue
  echo "not explained: $mutant"
  unexplained=$((unexplained + 1))
done <"$out/mutants.out/missed.txt"
[ "$unexplained" -eq 0 ]
