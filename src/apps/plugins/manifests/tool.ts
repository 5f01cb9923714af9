import { spawn } from 'node:child_process'
import { createReadStream, createWriteStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { PluginError } from '../sdk/plugin.ts'
import { apart, canIsolate, type Surroundings, together } from './isolating.ts'
import { programFolders } from './programs.ts'

type ToolOrder = Readonly<{
  program: string
  arguments: readonly string[]
  /** What it may see; absent for a program that a plugin of ours runs with the rights of the house. */
  surroundings?: Surroundings
  environment: Readonly<Record<string, string>>
  /** Its working folder, which is also its home and where its temporary files go. */
  folder: string
  /** Path of a file to read as standard input; null for none. */
  stdin: string | null
  /** Path of a file for standard output; null where it goes to `line`. */
  stdout: string | null
  line: (text: string) => void
  signal: AbortSignal
}>

/** What is kept of a line without an end, and of the last words of a program that failed. */
const longestLine = 2_000
const lastLines = 5

/**
 * Runs a program without a shell, without the environment of the house, and apart from everything else where the machine
 * can; and waits for its end.
 *
 * @throws PluginError with its last words where it does not end with 0.
 */
export async function runTool(order: ToolOrder): Promise<void> {
  const { program, folder, line, signal } = order
  const { surroundings } = order
  const [file, words] =
    surroundings && (await canIsolate())
      ? apart(program, order.arguments, surroundings)
      : together(program, order.arguments)
  const child = spawn(file, [...words], {
    cwd: folder,
    env: { PATH: programFolders.join(':'), HOME: folder, TMPDIR: folder, LANG: 'C.UTF-8', ...order.environment },
    stdio: [order.stdin === null ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    shell: false,
  })
  const last: string[] = []
  const hear = (text: string): void => {
    last.push(text)
    if (last.length > lastLines) last.shift()
    line(text)
  }
  const stop = (): void => void child.kill('SIGTERM')
  signal.addEventListener('abort', stop, { once: true })
  try {
    const ended = new Promise<readonly [number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code, by) => resolve([code, by]))
    })
    const [[code, by]] = await Promise.all([
      ended,
      order.stdout === null
        ? linesOf(child.stdout, hear)
        : pipeline(child.stdout ?? [], createWriteStream(order.stdout)),
      linesOf(child.stderr, hear),
      child.stdin && order.stdin !== null ? feed(order.stdin, child.stdin) : undefined,
    ])
    signal.throwIfAborted()
    if (code === 0) return
    const how = by === null ? `ended with code ${code}` : `was ended by ${by}`
    throw new PluginError([`${shortName(program)} ${how}.`, ...last].join('\n'))
  } catch (error) {
    child.kill('SIGKILL')
    throw asPluginError(program, error)
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** A program that does not want its input to the end is none that failed. */
async function feed(path: string, stdin: NodeJS.WritableStream): Promise<void> {
  try {
    await pipeline(createReadStream(path), stdin)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && isClosed(error.code))) throw error
  }
}

const isClosed = (code: unknown): boolean =>
  ['EPIPE', 'ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE'].includes(String(code))

/** Line by line as they come, long ones cut; a carriage return ends one too, as progress bars use it. */
async function linesOf(stream: Readable | null, hear: (line: string) => void): Promise<void> {
  let rest = ''
  for await (const piece of (stream?.setEncoding('utf8') ?? []) as AsyncIterable<string>) {
    const lines = (rest + piece).split(/\r?\n|\r/)
    rest = (lines.pop() ?? '').slice(0, longestLine)
    for (const line of lines) if (line !== '') hear(line.slice(0, longestLine))
  }
  if (rest !== '') hear(rest)
}

const shortName = (program: string): string => program.slice(program.lastIndexOf('/') + 1)

function asPluginError(program: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'E2BIG')
    return new PluginError('What was filled in is longer than a program can be given; send it as a file.')
  if (code === 'ENOENT' || code === 'EACCES')
    return new PluginError(`${shortName(program)} cannot be run here (${code}).`)
  return error
}
