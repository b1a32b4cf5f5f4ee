#!/usr/bin/env bash
# install.sh FOLDER REQUIREMENTS: installs a file of hashed requirements; uv is quicker where it is there.
set -euo pipefail
folder=$1 requirements=$2

echo "Installing $requirements"
if [ -x "$folder/bin/uv" ]; then
    VIRTUAL_ENV=$folder "$folder/bin/uv" pip install --quiet --require-hashes --requirement "$requirements"
else
    "$folder/bin/python" -m pip install --quiet --quiet --disable-pip-version-check --require-hashes --requirement "$requirements"
fi
