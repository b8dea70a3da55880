#!/bin/sh
# What some tests need beyond Python, installed on Debian: Chromium and an Arabic face, to look at the finished pages;
# Node.js and Lighthouse, to measure them; bubblewrap, in which untrusted bytes are parsed; a PostgreSQL server, which
# may hold a dossier; OpenSSL, which stamps times for the tests as an authority would. Safe to run twice: it installs only what is missing and says what it does.
set -eu
here=$(cd "$(dirname "$0")" && pwd)

missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
command -v fc-list >/dev/null 2>&1 || missing="$missing fontconfig"
fc-list ':lang=ar' family 2>/dev/null | grep -q 'Noto Naskh Arabic' || missing="$missing fonts-noto-core"
command -v node >/dev/null 2>&1 || missing="$missing nodejs"
command -v npm >/dev/null 2>&1 || missing="$missing npm"
command -v bwrap >/dev/null 2>&1 || missing="$missing bubblewrap"
command -v openssl >/dev/null 2>&1 || missing="$missing openssl"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"

if [ -n "$missing" ]; then
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
fi

# Lighthouse, at the versions and hashes of its lock file, into a folder that git ignores.
cd "$here/lighthouse"
if ! cmp -s package-lock.json node_modules/.installed; then
    echo "system-deps: installing Lighthouse with npm …"
    npm ci --silent
    cp package-lock.json node_modules/.installed
fi
echo "system-deps: everything is here."
