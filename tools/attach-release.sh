#!/usr/bin/env bash
# Attach the archive in _build/releases to the release of its version; what is published is
# never replaced. Needs GH_TOKEN, GH_REPO and GITHUB_REF_NAME.
set -euo pipefail
cd "$(dirname "$0")/.."
version=$GITHUB_REF_NAME
archive=$(find _build/releases -name "*-$version.zip")
name=$(basename "$archive")

if ! gh release view "$version" >/dev/null 2>&1; then
  gh release create "$version" "$archive" --verify-tag --title "$version" --notes-from-tag
elif gh release download "$version" --pattern "$name" --dir _build/published 2>/dev/null; then
  cmp "_build/published/$name" "$archive" || {
    echo "version $version is published with other bytes: release what is new as another version" >&2
    exit 1
  }
else
  gh release upload "$version" "$archive"
fi
