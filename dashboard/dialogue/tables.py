"""The tables as `steps/` make them, for questions: a test holds one to the other."""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()

post = sa.Table(
    "post",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("lang", sa.String(8), nullable=False),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("text", sa.String(4000), nullable=False),
    sa.Column("jurisdiction", sa.String(40)),
    sa.Column("view", sa.String(3000)),
    sa.Column("created", sa.DateTime, nullable=False),
    sa.Column("published", sa.DateTime),
    sa.Column("answered", sa.DateTime),
    sa.Column("changed", sa.DateTime, nullable=False),
    sa.Column("outcome", sa.String(12)),
    sa.Column("answer_en", sa.String(8000)),
    sa.Column("answer_fr", sa.String(8000)),
    sa.Column("reason_en", sa.String(4000)),
    sa.Column("reason_fr", sa.String(4000)),
    sa.Column("merged_into", sa.String(32)),
    sa.Column("round", sa.String(32)),
)
support = sa.Table(
    "support",
    metadata,
    sa.Column("kind", sa.String(20), primary_key=True),
    sa.Column("item", sa.String(200), primary_key=True),
    sa.Column("browser", sa.String(64), primary_key=True),
    sa.Column("at", sa.DateTime, nullable=False),
)
act = sa.Table(
    "act",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("post", sa.String(32)),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("what", sa.String(20), nullable=False),
    sa.Column("moderator", sa.String(320), nullable=False),
)
round_ = sa.Table(
    "round",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("title_en", sa.String(200), nullable=False),
    sa.Column("title_fr", sa.String(200), nullable=False),
    sa.Column("text_en", sa.String(4000), nullable=False),
    sa.Column("text_fr", sa.String(4000), nullable=False),
    sa.Column("opens", sa.Date, nullable=False),
    sa.Column("closes", sa.Date, nullable=False),
    sa.Column("result_en", sa.String(8000)),
    sa.Column("result_fr", sa.String(8000)),
    sa.Column("created", sa.DateTime, nullable=False),
)
reported = sa.Table(
    "reported",
    metadata,
    sa.Column("post", sa.String(32), primary_key=True),
    sa.Column("entry", sa.String(200)),
    sa.Column("dataset", sa.String(200), nullable=False),
    sa.Column("release", sa.String(100), nullable=False),
    sa.Column("fiscal_year", sa.Integer, nullable=False),
    sa.Column("direction", sa.String(20), nullable=False),
    sa.Column("phase", sa.String(20), nullable=False),
    sa.Column("basis", sa.String(20), nullable=False),
    sa.Column("labels", sa.Text, nullable=False),
    sa.Column("amount", sa.String(40), nullable=False),
    sa.Column("file", sa.String(300)),
    sa.Column("sha256", sa.String(64)),
    sa.Column("sheet", sa.String(200)),
    sa.Column("cell", sa.String(40)),
    sa.Column("printed", sa.String(400)),
    sa.Column("unit", sa.String(40)),
)
