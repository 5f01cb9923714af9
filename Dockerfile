# Lyceum in one image, for every role: web, worker, or both. Nothing secret is needed to build it, and none is kept in it.
#   docker build --tag lyceum .

FROM node:22-bookworm-slim AS packages
WORKDIR /opt/lyceum
COPY package.json package-lock.json .npmrc ./
# Lyceum's own Node 26 is one of them; the Node of this stage only installs.
RUN npm ci --omit=dev --no-audit --no-fund

FROM debian:bookworm-slim
RUN apt-get update \
  && apt-get install --yes --no-install-recommends libatomic1 \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --system --uid 10001 --user-group --home-dir /var/lib/lyceum --shell /usr/sbin/nologin lyceum \
  && install --directory --owner lyceum --group lyceum --mode 0700 /var/lib/lyceum
WORKDIR /opt/lyceum
COPY --from=packages /opt/lyceum/node_modules node_modules
COPY package.json README.md CHANGELOG.md LICENSE ./
COPY bin bin
COPY docs docs
COPY plugins plugins
COPY src src

# All state lies in the volume, compiled code included: the rest of the file system may be read-only.
ENV LYCEUM_INSTANCE=/var/lib/lyceum \
    LYCEUM_HOST=0.0.0.0 \
    LYCEUM_PORT=5000 \
    XDG_CACHE_HOME=/var/lib/lyceum/cache
VOLUME /var/lib/lyceum
EXPOSE 5000
USER 10001:10001

# Whether the process turns. Whether it is ready, a proxy asks at /readyz: a container is not restarted because its database is away.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["/opt/lyceum/node_modules/node/bin/node", "-e", "fetch(`http://127.0.0.1:${process.env.LYCEUM_PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["/opt/lyceum/bin/lyceum"]
CMD ["serve"]
