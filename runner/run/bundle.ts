import { build } from 'esbuild'

/**
 * Bundles a scenario script for k6: one ES module, npm and our own files inside, `k6/*` outside. k6's engine has neither
 * `for await` nor async generators, so esbuild refuses or lowers them here rather than at run time.
 * Without `outfile` it only looks whether that can be done.
 */
export async function bundle(entry: string, outfile?: string): Promise<void> {
  await build({
    entryPoints: [entry],
    ...(outfile === undefined ? { write: false } : { outfile }),
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['import'],
    target: 'es2022',
    external: ['k6', 'k6/*'],
    sourcemap: 'inline',
    sourcesContent: false,
    supported: { 'for-await': false, 'async-generator': false },
    logLevel: 'silent',
  })
}
