"""Security headers on every answer: closed by default, no inline script or style, no other host."""

from __future__ import annotations

from flask import Flask, Response, request

from consult.settings import Settings

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
        "manifest-src 'self'",
        "require-trusted-types-for 'script'",
    ]
)
# what is the same for everyone and may be kept by browsers
PUBLIC_FILES = {"files.static_file", "federation.logo"}
YEAR = 31_536_000


def init_app(app: Flask, settings: Settings) -> None:
    """Set the headers of every answer."""

    @app.after_request
    def secure(answer: Response) -> Response:
        headers = answer.headers
        headers["Content-Security-Policy"] = POLICY
        headers["X-Content-Type-Options"] = "nosniff"
        headers["X-Frame-Options"] = "DENY"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        if request.endpoint not in PUBLIC_FILES:
            headers["Cache-Control"] = "no-store"
            headers["Vary"] = "Cookie, Accept-Language"
        if settings.https:
            headers["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"
        return answer
