#!/usr/bin/env bash
# install.sh FOLDER REQUIREMENTS: installs a file of hashed requirements; uv is quicker where it is there.
# Compiled here, once: a server that was killed would otherwise compile 1 300 modules before it serves again,
# which is half of its start.
set -euo pipefail
folder=$1 requirements=$2

echo "Installing $requirements"
if [ -x "$folder/bin/uv" ]; then
    VIRTUAL_ENV=$folder "$folder/bin/uv" pip install --quiet --compile-bytecode --require-hashes --requirement "$requirements"
else
    "$folder/bin/python" -m pip install --quiet --quiet --disable-pip-version-check --require-hashes --requirement "$requirements"
fi
