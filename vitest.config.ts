import { defineConfig } from 'vitest/config'

/**
 * Three circles: `unit` opens no port and starts no timer, `socket` talks to 127.0.0.1 port 0,
 * `e2e` starts k6, nginx and a browser. The circle is the file's ending.
 */
const exclude = ['**/node_modules/**', 'results/**']
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...exclude, '**/*.socket.test.ts', '**/*.e2e.test.ts', '**/*.full.test.ts'],
          // Simulations with thousands of seeds take seconds, on a busy machine several times that.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'socket',
          include: ['**/*.socket.test.ts'],
          exclude,
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['**/*.e2e.test.ts'],
          exclude,
          testTimeout: 300_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
      {
        // Only by `npm run test:full`.
        test: {
          name: 'full',
          include: ['**/*.full.test.ts'],
          exclude,
          testTimeout: 600_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
