#!/bin/sh
# SPDX-License-Identifier: MIT
# The model card names every weight file with its size and hash, and they stay small.
set -eu
cd "$1/models/weights"

bad=0
total=0
for file in *.nn; do
    bytes=$(wc -c <"$file")
    hash=$(sha256sum "$file" | cut -d' ' -f1)
    total=$((total + bytes))
    grep -q "\`$file\`.*| $bytes | \`$hash\`" README.md || {
        echo "models/weights/README.md does not say: $file, $bytes bytes, $hash" >&2
        bad=1
    }
done
[ "$total" -le 4000000 ] || {
    echo "the weights take $total bytes, over 4 MB" >&2
    bad=1
}
exit $bad
