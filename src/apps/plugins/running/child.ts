import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { cache, keepWithoutTypes } from '../../../loading.js'
import type { Need } from '../sdk/plugin.ts'
import type { Asks, Assignment, Failure, FromChild, Outcome, Progress, ToChild } from './messages.ts'
import { killTree, treeOf } from './process-tree.ts'

/** Where the program itself lies. */
export const root = join(import.meta.dirname, '../../../..')

/** As a package it lies among those that it uses. */
const isPackage = root.split(sep).includes('node_modules')
export const loadingFlags = [`--import=${join(root, 'src/loading.js')}`]

/** What every child may read. */
const programPaths = ['src', 'plugins', 'node_modules', 'package.json', ...(isPackage ? ['..'] : [])]

/** How a job of a child ended badly. */
export class ChildFailure extends Error {
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.message)
    this.name = 'ChildFailure'
    this.failure = failure
  }
}

type ChildOptions = Readonly<{
  /** Folders that it may read besides the program. */
  readable: readonly string[]
  /** The one folder that it may write to. */
  writable: string
  memoryMb: number
  diskMb?: number
  needs?: readonly Need[]
  /** Where it may connect to, each `host:port`, if it needs the network. */
  hosts?: readonly string[]
}>

/** What the parent does for a job while it runs. */
export type Service = Readonly<{
  asks: Asks
  log: (line: string) => void
  progress: (progress: Progress) => void
  signal: AbortSignal
}>

export type Child = Readonly<{
  describe: (file: string, timeoutMs: number) => Promise<unknown>
  work: (assignment: Assignment, service: Service) => Promise<Outcome>
  kill: () => void
  isAlive: () => boolean
  /** Whether programs run that a job has started. */
  hasPrograms: () => boolean
  /** Keeps the parent from ending, or not; not, while it idles. */
  hold: (isHeld: boolean) => void
}>

type Job = Readonly<{ resolve: (value: unknown) => void; reject: (error: Error) => void; service: Service | undefined }>

/** How long a plugin that was told to stop has to end by itself. */
const graceMs = 1_000
const watchEveryMs = 250
/** What the engine itself takes besides the heap that a plugin may fill. */
const engineMb = 160
const pageBytes = 4096
/** Blocks of 512 bytes, as POSIX counts them. */
const blocksPerMb = 1_953

const usualDiskMb = 4_000
const mostProcesses = 64
const looksAtDiskEvery = 4
const flagsOf: Readonly<Record<Need, readonly string[]>> = {
  workers: ['--allow-worker'],
  network: ['--allow-net'],
  programs: ['--allow-child-process'],
  sqlite: [],
}
/** Node's SQLite opens any file, whatever the process may read. */
const withoutSqlite = '--no-experimental-sqlite'

/**
 * Starts a process for plugins: no network, no child processes and no threads but where the plugin asked for them, no
 * environment, and files only where it is told. The system itself keeps each file below the limit, and no core dumps. A
 * seat belt against mistakes rather than a cage: whoever installs a plugin trusts it.
 */
export function startChild(options: ChildOptions): Child {
  const { readable, writable, memoryMb, diskMb = usualDiskMb, needs = [], hosts = [] } = options
  const reads = programPaths.map((name) => join(root, name))
  const permissions = [...reads, ...readable, writable, ...(cache ? [cache] : [])].map(
    (path) => `--allow-fs-read=${path}`,
  )
  const flags = [
    '--permission',
    ...loadingFlags,
    ...permissions,
    `--allow-fs-write=${writable}`,
    `--max-old-space-size=${memoryMb}`,
  ]
  const asked = [...needs.flatMap((need) => flagsOf[need]), '--disable-warning=ExperimentalWarning']
  if (!needs.includes('sqlite')) asked.push(withoutSqlite)
  const program = [process.execPath, ...flags, ...asked, join(import.meta.dirname, 'child-main.ts')]
  const child = spawn(
    '/bin/sh',
    ['-c', `unset PWD; ulimit -c 0; ulimit -f ${diskMb * blocksPerMb}; exec "$@"`, 'sh', ...program, ...hosts],
    {
      cwd: writable,
      env: { NODE_ENV: 'production', ...(cache && { NODE_COMPILE_CACHE: cache }) },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'advanced',
      detached: true,
    },
  )
  return attend(child, { writable, memoryMb, diskMb, hasPrograms: needs.includes('programs') })
}

type Limits = Readonly<{ writable: string; memoryMb: number; diskMb: number; hasPrograms: boolean }>

function attend(child: ChildProcess, { writable, memoryMb, diskMb, hasPrograms }: Limits): Child {
  const jobs = new Map<number, Job>()
  let lastId = 0
  let cause = 'The process of the plugin ended by itself.'
  let isAlive = true
  const errors: string[] = []
  child.stdout?.resume()
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors.push(text)
    if (errors.length > 50) errors.shift()
  })
  const send = (message: ToChild): void => {
    if (child.connected) child.send(message, () => {})
  }
  const kill = (): void => void (child.pid !== undefined && isAlive && killTree(child.pid))
  const stopFor = (reason: string): void => {
    cause = reason
    kill()
  }
  let looked = 0
  const watch = setInterval(() => {
    const { memory, processes } = hasPrograms ? inTree(child.pid) : { memory: residentMb(child.pid), processes: 1 }
    if (memory > memoryMb + engineMb) stopFor(`The plugin used more memory than the ${memoryMb} MB that it may.`)
    if (processes > mostProcesses) stopFor(`The plugin started more than ${mostProcesses} programs.`)
    if (++looked % looksAtDiskEvery !== 0) return
    void sizeMb(writable).then((mb) => {
      if (mb > diskMb) stopFor(`The plugin used more disk than the ${diskMb} MB that it may.`)
    })
  }, watchEveryMs)

  child.on('message', (message: FromChild) => void heed(message, jobs, send))
  child.on('error', (error) => void errors.push(error.message))
  child.on('exit', (_code, signal) => {
    // What it may have started is ended with it.
    if (hasPrograms) kill()
    isAlive = false
    if (signal === 'SIGXFSZ') cause = `The plugin used more disk than the ${diskMb} MB that it may.`
    clearInterval(watch)
    if (errors.some((text) => text.includes('heap out of memory')))
      cause = `The plugin used more memory than the ${memoryMb} MB that it may.`
    const failure = { name: 'PluginStopped', message: cause, stack: errors.join('').slice(-4_000) }
    for (const { reject } of jobs.values()) reject(new ChildFailure(failure))
    jobs.clear()
  })

  function start<Value>(message: (id: number) => ToChild, service: Service | undefined): Promise<Value> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    if (!isAlive) reject(new ChildFailure({ name: 'PluginStopped', message: cause, stack: '' }))
    const id = ++lastId
    jobs.set(id, { resolve, reject, service })
    const stop = (): void => {
      send({ do: 'abort', id })
      setTimeout(() => jobs.has(id) && kill(), graceMs).unref()
    }
    if (service?.signal.aborted) stop()
    service?.signal.addEventListener('abort', stop, { once: true })
    send(message(id))
    return promise.finally(() => {
      jobs.delete(id)
      service?.signal.removeEventListener('abort', stop)
    }) as Promise<Value>
  }

  return {
    kill,
    isAlive: () => isAlive,
    hasPrograms: () => hasPrograms && inTree(child.pid).processes > 1,
    hold: (isHeld) => {
      if (isHeld) {
        child.ref()
        watch.ref()
        child.channel?.ref()
      } else {
        child.unref()
        watch.unref()
        child.channel?.unref()
      }
    },
    work: (assignment, service) => start((id) => ({ do: 'work', id, assignment }), service),
    describe: async (file, timeoutMs) => {
      const timer = setTimeout(() => {
        cause = `The plugin did not load within ${timeoutMs / 1000} s.`
        kill()
      }, timeoutMs)
      return start((id) => ({ do: 'describe', id, file }), undefined).finally(() => clearTimeout(timer))
    },
  }
}

async function heed(
  message: FromChild,
  jobs: ReadonlyMap<number, Job>,
  send: (message: ToChild) => void,
): Promise<void> {
  const job = jobs.get(message.id)
  if (!job) return
  if (message.say === 'done') return job.resolve(message.value)
  if (message.say === 'failed') return job.reject(new ChildFailure(message.failure))
  if (message.say === 'log') return job.service?.log(message.line)
  if (message.say === 'progress') return job.service?.progress(message.progress)
  // Whatever a plugin may say in its name: what cannot be kept is stripped again the next time.
  if (message.say === 'unkept') return keepWithoutTypes(message.files).catch(() => {})
  const { ask, what } = message
  try {
    const serve = job.service?.asks[what] as ((...given: unknown[]) => Promise<unknown>) | undefined
    if (!serve) throw new TypeError(`The house does not answer "${what}".`)
    send({ do: 'answer', ask, value: await serve(...message.arguments) })
  } catch (error) {
    send({ do: 'answer', ask, error: error instanceof Error ? error.message : String(error) })
  }
}

function inTree(pid: number | undefined): { memory: number; processes: number } {
  const tree = pid === undefined ? [] : treeOf(pid)
  return { memory: tree.reduce((sum, { memoryMb }) => sum + memoryMb, 0), processes: tree.length }
}

/** What lies in a folder, sparse files by what they take; it may change while it is looked at. */
async function sizeMb(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => [])
  const found = await Promise.all(names.map((name) => lstat(join(folder, name)).catch(() => undefined)))
  return found.reduce((sum, stats) => sum + (stats?.blocks ?? 0) / blocksPerMb, 0)
}

/** 0 where the system does not tell, or the process has ended. */
function residentMb(pid: number | undefined): number {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1])
    return (pages * pageBytes) / 1e6
  } catch {
    return 0
  }
}
