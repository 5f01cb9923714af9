import { readdirSync, readFileSync } from 'node:fs'

type RunningProcess = Readonly<{ pid: number; parent: number; group: number; session: number; memoryMb: number }>

const pageBytes = 4096

/**
 * A process with all that came of it: what it started, what those started, and what says that it belongs to its group or
 * session, even where its parent has ended meanwhile. Empty where the system does not tell.
 */
export function treeOf(pid: number): RunningProcess[] {
  const all = everyProcess()
  const found = new Map<number, RunningProcess>()
  for (;;) {
    const more = all.filter((one) => !found.has(one.pid) && belongs(one, pid, found))
    if (more.length === 0) return [...found.values()]
    for (const one of more) found.set(one.pid, one)
  }
}

const belongs = (one: RunningProcess, root: number, found: ReadonlyMap<number, unknown>): boolean =>
  one.pid === root || one.group === root || one.session === root || found.has(one.parent)

function everyProcess(): RunningProcess[] {
  try {
    return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (readProcess(name) ?? []) : []))
  } catch {
    return []
  }
}

/** @see proc_pid_stat(5): the name of the program stands in brackets and may hold anything. */
function readProcess(name: string): RunningProcess | undefined {
  try {
    const text = readFileSync(`/proc/${name}/stat`, 'latin1')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const [state, parent, group, session] = fields
    if (state === 'Z') return undefined
    const memoryMb = (Number(fields[21]) * pageBytes) / 1e6
    return { pid: Number(name), parent: Number(parent), group: Number(group), session: Number(session), memoryMb }
  } catch {
    // It has ended meanwhile.
    return undefined
  }
}

/** Ends a process with everything that came of it. */
export function killTree(pid: number): void {
  const rest = treeOf(pid).map((one) => one.pid)
  for (const one of [-pid, ...rest]) {
    try {
      process.kill(one, 'SIGKILL')
    } catch {
      // It has ended already.
    }
  }
}
