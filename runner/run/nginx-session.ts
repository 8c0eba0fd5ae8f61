import { join } from 'node:path'
import type { Nginx } from '../nginx/find-nginx.ts'
import type { Upstream } from '../nginx/render-config.ts'
import { startNginx } from '../nginx/start-nginx.ts'
import { familyCpuSeconds } from '../process/cpu-seconds.ts'
import { orphanGuard } from '../process/orphan-guard.ts'
import type { Cleanup } from './cleanup.ts'

/** The nginx of a run. */
export interface NginxSession {
  /** Base URL of each route file asked for. */
  readonly urls: readonly string[]
  /** What a client must trust (PEM); absent where no route speaks TLS. */
  readonly certificate?: string
  readonly pid: number
  /** Ends it; resolves to the CPU seconds that it used. */
  finish(): Promise<number>
}

export interface NginxWish {
  readonly scratch: string
  readonly upstream: Upstream
  readonly files: readonly string[]
}

/** Starts nginx and registers its end. */
export async function nginxSession(
  nginx: Nginx,
  wish: NginxWish,
  undo: Cleanup,
): Promise<NginxSession> {
  const running = await startNginx(nginx, join(wish.scratch, 'nginx'), wish.upstream, wish.files)
  const guard = await orphanGuard([running.child.pid], wish.scratch)
  const stop = async (): Promise<void> => {
    await guard.release()
    await running.child.stop(GRACE_MS)
  }
  undo.add(stop)
  return {
    urls: running.urls,
    ...(running.certificate !== undefined && { certificate: running.certificate }),
    pid: running.child.pid,
    async finish() {
      const used = familyCpuSeconds(running.child.pid) ?? 0
      await stop()
      return used
    },
  }
}

/** SIGTERM is nginx's fast shutdown. */
const GRACE_MS = 2_000
