#!/usr/bin/env bash
# Make the archive of the version that was tagged, into _build/releases. Needs GITHUB_REF_NAME.
set -euo pipefail
cd "$(dirname "$0")/.."
version=$GITHUB_REF_NAME

# A snapshot sets the tag itself, and refuses a version that has one: in this checkout, which
# nobody pushes from, it is set anew on the same commit.
git tag --delete "$version"
git config user.name "publish"
git config user.email "publish@localhost"
make snapshot VERSION="$version"
