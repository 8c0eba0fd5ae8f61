import { renderNginxConfig } from '../runner/nginx/render-config.ts'

const FILES = ['streaming', 'sticky-ip', 'sticky-cookie', 'buffered'] as const
const FIRST_PORT = 8_081

/** The nginx.conf of docker-compose.yml: the routes of a run, before the two mocks of the compose network. */
export const composeNginx = (): string =>
  renderNginxConfig({
    dir: '/tmp',
    version: 'nginx/1.30.0',
    upstream: { scheme: 'http', servers: ['mock-1:8080', 'mock-2:8080'] },
    routes: FILES.map((file, index) => ({ file, port: FIRST_PORT + index })),
    descriptors: 16_384,
  })
    // Generated from the templates of deploy/nginx; a container is reached from outside its loopback.
    .replaceAll('listen 127.0.0.1:', 'listen 0.0.0.0:')
