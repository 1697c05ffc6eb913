"""What an application server serves from a checkout: `gunicorn wsgi:app`."""

from consult.wsgi import app

__all__ = ["app"]
