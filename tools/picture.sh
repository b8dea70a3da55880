#!/bin/sh
# The picture in README.md: the overview page of the example, as a browser shows it. Run after `make demo`.
set -eu
cd "$(dirname "$0")/.."
test -f demo-out/site/en/index.html || { echo "picture: run make demo first" >&2; exit 1; }
command -v chromium >/dev/null || { echo "picture: needs chromium: make system-deps" >&2; exit 1; }
chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=1200,1190 \
    --screenshot="$PWD/docs/images/overview.png" "file://$PWD/demo-out/site/en/index.html" 2>/dev/null
echo "picture: docs/images/overview.png"
