# k6 with our extension, and a load to begin with. From the repository: docker build -f deploy/docker/k6.Dockerfile -t streamgauge-k6 .
FROM golang:1.26.8-alpine AS build
WORKDIR /src
COPY xk6-streamgauge ./xk6-streamgauge
COPY k6-bin ./k6-bin
WORKDIR /src/k6-bin
# /results exists with its owner, so that a fresh volume there belongs to k6's user.
RUN CGO_ENABLED=0 GOFLAGS=-mod=readonly go build -trimpath -ldflags "-s -w" -o /k6 . && mkdir /results

FROM grafana/k6:2.2.0
COPY --from=build /k6 /usr/bin/k6
COPY --from=build --chown=12345:12345 /results /results
COPY deploy/docker/load.js /scripts/load.js
ENV K6_NO_USAGE_REPORT=true K6_AUTO_EXTENSION_RESOLUTION=false
USER 12345:12345
ENTRYPOINT ["k6"]
CMD ["run", "--out", "streamgauge=/results/records.ndjson", "/scripts/load.js"]
