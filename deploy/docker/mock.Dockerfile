# The mock server. From the repository: docker build -f deploy/docker/mock.Dockerfile -t streamgauge-mock .
FROM node:24.21.0-alpine AS modules
WORKDIR /app
COPY package.json package-lock.json ./
# Without scripts: the npm package `node` would fetch the Node that is here already.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24.21.0-alpine
ENV NODE_ENV=production
WORKDIR /app
COPY --from=modules /app/node_modules ./node_modules
COPY package.json ./
COPY core ./core
COPY mock-llm ./mock-llm
USER 1000:1000
EXPOSE 8080
HEALTHCHECK --interval=2s --timeout=2s --start-period=5s CMD ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/ready"]
ENTRYPOINT ["node", "mock-llm/main.ts"]
CMD ["--host", "0.0.0.0", "--port", "8080"]
