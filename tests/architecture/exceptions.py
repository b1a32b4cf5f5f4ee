"""Every exception to a rule of the architecture, with its reason; a stale one fails its test."""

# Files of 400 lines or more.
LONG_FILES: dict[str, str] = {}

# Functions of more than 50 lines, as `file::function`.
LONG_FUNCTIONS: dict[str, str] = {}

# Modules outside an app's actions that write to the database.
WRITERS: dict[str, str] = {
    "src/yizhan/cli/rehearse.py": "makes and drops the rehearsal's own PostgreSQL database",
    "src/yizhan/core/actions.py": "writes the receipt and the audit event of every action",
    "src/yizhan/core/append_only.py": "makes the database triggers after a migration",
    "src/yizhan/core/commands.py": "keeps commands that wait for others, and receipts of conflicts",
    "src/yizhan/core/prepared.py": "runs what Django compiled from a query that only reads",
    "src/yizhan/core/snapshot.py": "asks the database for one consistent state to read",
}
