import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { TestContext } from 'node:test'

export type Child = Readonly<{ process: ChildProcess; lines: string[]; exited: Promise<unknown> }>

/** Starts `child.ts` as a process of its own, which goes away with the test. */
export function startChild(t: TestContext, args: readonly string[], env: Record<string, string> = {}): Child {
  const file = join(import.meta.dirname, 'child.ts')
  const child = spawn(process.execPath, [file, ...args], {
    stdio: ['ignore', 'pipe', process.env.LYCEUM_TEST_LOG ? 'inherit' : 'ignore'],
    env: { ...process.env, ...env },
  })
  const lines: string[] = []
  const reader = createInterface({ input: child.stdout })
  reader.on('line', (line) => lines.push(line))
  const exited = Promise.all([once(child, 'exit'), once(reader, 'close')])
  t.after(() => child.kill('SIGKILL'))
  return { process: child, lines, exited }
}
