# A paper's server or worker: `docker compose build`, see docs/running/containers.md.
FROM python:3.13-slim-trixie AS built
WORKDIR /source
COPY . .
RUN python -m venv /opt/broadsheet \
    && /opt/broadsheet/bin/pip install --no-cache-dir -c constraints.txt '.[postgres,redis,s3]'

FROM python:3.13-slim-trixie
RUN apt-get update \
    && apt-get install -y --no-install-recommends openssh-client postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --home-dir /srv/paper broadsheet \
    && install -d -o broadsheet -g broadsheet -m 0700 /srv/paper
COPY --from=built /opt/broadsheet /opt/broadsheet
ENV PATH=/opt/broadsheet/bin:$PATH PYTHONUNBUFFERED=1
USER broadsheet
WORKDIR /srv/paper
VOLUME /srv/paper
EXPOSE 8000
ENTRYPOINT ["broadsheet"]
CMD ["serve"]
