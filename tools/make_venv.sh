#!/usr/bin/env bash
# make_venv.sh FOLDER: a virtual environment with the newest Python of 3.11 or later that works here.
set -euo pipefail
folder=$1

find_python() {
    local name
    for name in python3.13 python3.12 python3.11 python3; do
        # Asked to run, because a version manager's shim can be on the path and refuse.
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    echo "Yizhan needs Python 3.11 or later, and none was found." >&2
    echo "Install it (Debian, Ubuntu: apt-get install python3 python3-venv) and run this again." >&2
    return 1
}

python=$(find_python)
if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    echo "$("$python" --version) is here without its venv module." >&2
    echo "Install it (Debian, Ubuntu: apt-get install python3-venv) and run this again." >&2
    exit 1
fi
echo "Making $folder with $("$python" --version)"
"$python" -m venv "$folder"
