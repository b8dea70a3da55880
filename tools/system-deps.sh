#!/bin/sh
# What some tests need beyond Python, installed on Debian: Chromium, to look at the finished pages.
# Safe to run twice: it installs only what is missing and says what it does.
set -eu

missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"

if [ -z "$missing" ]; then
    echo "system-deps: everything is here already (chromium)."
    exit 0
fi

if ! command -v apt-get >/dev/null 2>&1; then
    echo "system-deps: this machine has no apt-get, so these must be installed by hand:$missing" >&2
    echo "  Bilan itself works without them; the tests that need them skip and say so." >&2
    exit 1
fi

as_root=""
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
        echo "system-deps: installing$missing needs root, and there is no sudo; run as root: apt-get install$missing" >&2
        exit 1
    fi
    as_root="sudo"
fi

echo "system-deps: installing$missing with apt-get …"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
# shellcheck disable=SC2086  # one word a package
$as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
echo "system-deps: done."
