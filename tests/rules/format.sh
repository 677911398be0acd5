#!/bin/sh
# SPDX-License-Identifier: MIT
# Every C file is as clang-format writes it. Without clang-format there is nothing to compare with.
set -eu
cd "$1"
if ! command -v clang-format >/dev/null; then
    echo "skipped: no clang-format"
    exit 0
fi
find . -path './build*' -prune -o -path ./.git -prune -o -name '*.[ch]' -print | xargs clang-format --dry-run --Werror
