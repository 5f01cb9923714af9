import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { atEnd } from './endings.ts'
import { emptyFolder } from './folders.ts'

export const launcher = join(import.meta.dirname, '..', '..', 'bin', 'lyceum')

export type Ended = Readonly<{ code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string }>

/** A real server process, started as a person starts it. */
export type ServerProcess = Readonly<{
  pid: number
  /** Where it listens, as it printed it. */
  address: string
  /** The one-time link of the first administrator; undefined where there is one already. */
  administratorLink: string | undefined
  /** Sends a signal and waits for the end. */
  stop: (signal?: NodeJS.Signals) => Promise<Ended>
  isRunning: () => boolean
}>

export type ProcessEnvironment = Readonly<Record<string, string>>

/** An instance folder that goes away with the test, as the environment of its processes. */
export async function temporaryInstance(t: TestContext): Promise<ProcessEnvironment> {
  const folder = emptyFolder(t)
  return { LYCEUM_INSTANCE: join(folder, 'instance'), LYCEUM_PORT: '0', LYCEUM_TIMEZONE: 'UTC' }
}

/** Runs one command to its end. */
export async function runCommand(
  environment: ProcessEnvironment,
  args: readonly string[],
  stdin = '',
  program = launcher,
): Promise<Ended> {
  const child = spawnLyceum(environment, args, program)
  const ended = endOf(child)
  child.stdin?.end(stdin)
  return ended
}

/** Starts `lyceum serve` and waits until `/readyz` says yes. */
export async function startServer(
  t: TestContext,
  environment: ProcessEnvironment,
  program = launcher,
): Promise<ServerProcess> {
  const child = spawnLyceum(environment, ['serve'], program)
  const ended = endOf(child)
  let isRunning = true
  void ended.then(() => {
    isRunning = false
  })
  atEnd(t, async () => {
    if (isRunning) child.kill('SIGKILL')
    await ended
  })

  const words = await firstWords(child, ended)
  const address = /is at (\S+)/.exec(words)?.[1] ?? ''
  await untilReady(address, () => isRunning)
  return {
    pid: child.pid ?? 0,
    address,
    administratorLink: /first administrator: (\S+)/.exec(words)?.[1],
    isRunning: () => isRunning,
    stop: async (signal = 'SIGTERM') => {
      if (isRunning) child.kill(signal)
      return ended
    },
  }
}

/** Starts a command and does not wait for anything. */
export function spawnLyceum(
  environment: ProcessEnvironment,
  args: readonly string[],
  program = launcher,
): ChildProcess {
  const { PATH = '', HOME = '' } = process.env
  return spawn(program, args, { env: { PATH, HOME, ...environment }, stdio: ['pipe', 'pipe', 'pipe'] })
}

async function endOf(child: ChildProcess): Promise<Ended> {
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr?.on('data', (chunk) => {
    stderr += chunk
  })
  const [code, signal] = await once(child, 'close')
  return { code, signal, stdout, stderr }
}

/** What the server prints when it listens; the line about the administrator comes right after the address. */
async function firstWords(child: ChildProcess, ended: Promise<Ended>): Promise<string> {
  let words = ''
  const heard = new Promise<void>((resolve) => {
    child.stdout?.on('data', (chunk) => {
      words += chunk
      if (/is at \S+\n/.test(words)) setTimeout(resolve, 100)
    })
  })
  const outcome = await Promise.race([heard, ended])
  if (outcome) throw new Error(`The server ended at once (${outcome.code}): ${outcome.stderr}`)
  return words
}

async function untilReady(address: string, isRunning: () => boolean): Promise<void> {
  const giveUpAt = performance.now() + 60_000
  while (isRunning() && performance.now() < giveUpAt) {
    const answer = await fetch(`${address}/readyz`).catch(() => undefined)
    if (answer?.ok) return
    await sleep(20)
  }
  throw new Error('The server did not become ready.')
}
