"""The application as an installed package serves it: `gunicorn consult.wsgi:app`."""

from __future__ import annotations

from consult.app import create_app

app = create_app()
