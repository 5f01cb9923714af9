import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/** A process as others on the same machine can recognise it. */
export type ProcessIdentity = Readonly<{ host: string; pid: number; process_start: string }>

/** This process. The host names the kernel since its last start and the namespace of process ids (containers have their own). */
export const thisProcess = (): ProcessIdentity => ({
  host: [hostname(), textOf('/proc/sys/kernel/random/boot_id'), linkOf('/proc/self/ns/pid')].join(' '),
  pid: process.pid,
  process_start: startOf(process.pid) ?? '',
})

/** True only where it is certain: the process ran here, and is gone. */
export function isGone(other: ProcessIdentity, here: ProcessIdentity): boolean {
  if (other.host !== here.host) return false
  if (here.process_start !== '') return startOf(other.pid) !== other.process_start
  return !answers(other.pid)
}

/** When a process started, in clock ticks since the machine did; undefined for one that is gone, or a zombie. */
function startOf(pid: number): string | undefined {
  // Fields after the name, which is in brackets and may hold anything: state is the first, start time the twentieth.
  const stat = textOf(`/proc/${pid}/stat`)
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19]
}

function answers(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Empty where the system has no such file. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return ''
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}
