# An instance that serves a published archive:
#   docker build --tag nianbao .
#   docker run --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges --publish 8001:8001 \
#     --volume /path/to/release:/data:ro nianbao
# The steps are scripts in docker/, which tests/test_image.py runs without docker.
FROM python:3.11.14-slim-bookworm AS build
COPY pyproject.toml requirements.lock README.md LICENSE metadata.yml /source/
COPY docker /source/docker
COPY schema /source/schema
COPY extract /source/extract
RUN /source/docker/install /opt/nianbao

FROM python:3.11.14-slim-bookworm
COPY --from=build /opt/nianbao /opt/nianbao
COPY docker/serve docker/healthy /opt/docker/
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 HOME=/tmp
USER 65534:65534
EXPOSE 8001
VOLUME /data
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s CMD ["/opt/docker/healthy", "/opt/nianbao"]
ENTRYPOINT ["/opt/docker/serve", "/opt/nianbao", "/data/archive.db"]
CMD ["--public"]
