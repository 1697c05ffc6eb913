"""The full-text index, by hand: each database has its own kind.

On SQLite an FTS5 table whose words are cut by us and stand between blanks, so that its plainest tokenizer does;
`marks` says who may find an entry and where it belongs, so that the index narrows by itself. On PostgreSQL a table of
vectors that we write ourselves. Both fold nothing and both go with their entry.
"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SQLITE = (
    "CREATE VIRTUAL TABLE search_text USING fts5 (title, body, marks, tokenize = 'ascii', prefix = '3 4')",
    """CREATE TRIGGER search_text_goes AFTER DELETE ON search_entry
    BEGIN DELETE FROM search_text WHERE rowid = old.id; END""",
)
POSTGRESQL = (
    """CREATE TABLE search_text (
    entry_id INTEGER NOT NULL CONSTRAINT pk_search_text PRIMARY KEY
    CONSTRAINT fk_search_text_entry_id_search_entry REFERENCES search_entry (id) ON DELETE CASCADE,
    words TSVECTOR NOT NULL
    )""",
    "CREATE INDEX ix_search_text_words ON search_text USING gin (words)",
)


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE if sqlite else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER search_text_goes")
    op.execute("DROP TABLE search_text")
