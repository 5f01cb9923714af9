import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '../../../platform/errors.ts'

/**
 * Does a work on a folder that no two processes may do at once. What a process left behind that ended in the middle is
 * nobody's.
 *
 * @throws UserError `plugins.installing` while another process is at it.
 */
export async function alone<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, '.installing')
  if (!(await take(file))) {
    if (await isHeld(file)) throw busy()
    await rm(file, { force: true })
    if (!(await take(file))) throw busy()
  }
  try {
    return await work()
  } finally {
    await rm(file, { force: true })
  }
}

async function take(file: string): Promise<boolean> {
  try {
    await writeFile(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

async function isHeld(file: string): Promise<boolean> {
  const pid = Number(await readFile(file, 'utf8').catch(() => '0'))
  try {
    return pid > 0 && process.kill(pid, 0)
  } catch (error) {
    // It is there, and somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

const busy = (): UserError =>
  new UserError('conflict', 'plugins.installing', 'Another process is installing plugins into this instance just now.')
