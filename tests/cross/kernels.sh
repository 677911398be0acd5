#!/bin/sh
# SPDX-License-Identifier: MIT
# kernels.sh SOURCE: the kernels in integers give the same bits here, on an x86-64 without AVX and on AArch64 with and
# without dot products, both under qemu-user. Exits with 77 (skipped) without the cross compiler or qemu (Debian:
# gcc-aarch64-linux-gnu, qemu-user-static).
set -u
source=$1
for tool in cc aarch64-linux-gnu-gcc qemu-aarch64-static qemu-x86_64-static; do
    command -v "$tool" >/dev/null || { echo "no $tool: skipped"; exit 77; }
done
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

compile() { # COMPILER OUTPUT
    "$1" -std=c11 -O2 -static -fno-math-errno -fno-trapping-math -ffp-contract=off -I"$source" -I"$source/include" \
        "$source/tests/cross/kernels.c" "$source/models/nn/kernel.c" "$source/models/nn/kernel_int8.c" -o "$2"
}
compile cc "$work/here" && compile aarch64-linux-gnu-gcc "$work/arm" || exit 1

{
    "$work/here" | sed 's/^/here /'
    qemu-x86_64-static -cpu Nehalem "$work/here" | sed 's/^/Nehalem /'
    qemu-aarch64-static -cpu cortex-a53 "$work/arm" | sed 's/^/Cortex-A53 /'
    qemu-aarch64-static -cpu max "$work/arm" | sed 's/^/AArch64 /'
} >"$work/sums"
cat "$work/sums"
grep -q '^Nehalem plain' "$work/sums" || { echo "nothing ran without AVX"; exit 1; }
grep -q '^Nehalem avx' "$work/sums" && { echo "AVX was chosen where there is none"; exit 1; }
grep -q '^Cortex-A53 plain' "$work/sums" || { echo "nothing ran on AArch64"; exit 1; }
grep -q '^Cortex-A53 neon_dot' "$work/sums" && { echo "dot products were chosen where there are none"; exit 1; }
grep -q '^AArch64 neon_dot' "$work/sums" || { echo "the dot products of AArch64 did not run"; exit 1; }
[ "$(awk '{print $3}' "$work/sums" | sort -u | wc -l)" = 1 ] || { echo "the kernels differ"; exit 1; }
