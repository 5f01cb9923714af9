import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'

/** The one key pair that s3rver knows. */
export const s3Keys = { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' } as const

/** A real S3 server in a process of its own. */
export type S3Server = Readonly<{
  endpoint: string
  /** `LYCEUM_FILES_URL` of a place in its bucket `lyceum` that nobody else uses. */
  emptyPlace: () => string
  /** Where it keeps the object of a key, for tests that spoil it or make it old. */
  fileOf: (key: string) => string
  /** Suspends it, so that connections are made and nothing is answered; or lets it go on. */
  signal: (signal: 'SIGSTOP' | 'SIGCONT') => void
  /** Ends the process; what it holds stays. */
  kill: () => Promise<void>
  /** Starts it again on the same port. */
  restart: () => Promise<void>
  stop: () => Promise<void>
}>

let shared: Promise<S3Server> | undefined
after(async () => (await shared)?.stop())

/** One server for all tests of a file. */
export function sharedS3(): Promise<S3Server> {
  shared ??= startS3()
  return shared
}

export async function startS3(): Promise<S3Server> {
  const folder = await mkdtemp(join(tmpdir(), 'lyceum-s3-'))
  let { child, port } = await spawnServer(folder, '0')
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }
  const endpoint = `http://127.0.0.1:${port}`
  return {
    endpoint,
    emptyPlace: () => `s3://lyceum/house-${randomBytes(4).toString('hex')}?endpoint=${endpoint}&region=us-east-1`,
    fileOf: (key) => join(folder, 'lyceum', `${key}._S3rver_object`),
    signal: (signal) => child.kill(signal),
    kill,
    restart: async () => {
      await kill()
      ;({ child, port } = await spawnServer(folder, port))
    },
    stop: async () => {
      await kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function spawnServer(folder: string, wantedPort: string): Promise<{ child: ChildProcess; port: string }> {
  const script = join(import.meta.dirname, 's3-process.ts')
  const child = spawn(process.execPath, ['--no-warnings', script, folder, wantedPort], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [words] = await once(child.stdout, 'data')
  return { child, port: String(words).trim() }
}
