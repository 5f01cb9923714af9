import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { statfsSync } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

export type SmallDisk = Readonly<{
  folder: string
  /** Takes all the room. */
  fill: () => Promise<void>
  /** Gives the room back. */
  clear: () => Promise<void>
}>

/**
 * A file system of its own, in memory, that goes with the test: root mounts one; anybody else has one in a name space of
 * their own, which the kernel shows below the process that made it.
 */
export async function makeSmallDisk(t: TestContext, megabytes: number): Promise<SmallDisk> {
  const folder = await mkdtemp(join(tmpdir(), 'lyceum-disk-'))
  const mount = ['mount', '-t', 'tmpfs', '-o', `size=${megabytes}m,mode=700`, 'tmpfs', folder] as const
  const shown = process.getuid?.() === 0 ? mountHere(t, mount, folder) : await mountInside(t, mount, folder)
  t.after(() => rm(folder, { recursive: true, force: true }))

  const { blocks, bsize } = statfsSync(shown)
  if (blocks * bsize !== megabytes * 1024 ** 2) throw new Error(`No disk of ${megabytes} MB came of it.`)
  const ballast = join(shown, 'ballast')
  return { folder: shown, fill: () => fill(ballast, shown), clear: () => rm(ballast) }
}

function mountHere(t: TestContext, [command, ...args]: readonly [string, ...string[]], folder: string): string {
  execFileSync(command, args)
  t.after(() => execFileSync('umount', ['-l', folder]))
  return folder
}

async function mountInside(t: TestContext, mount: readonly string[], folder: string): Promise<string> {
  const script = '"$@" && echo mounted && exec sleep 3600'
  const args = ['--user', '--map-root-user', '--mount', 'sh', '-c', script, 'sh', ...mount]
  const holder = spawn('unshare', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  t.after(() => void holder.kill('SIGKILL'))
  await Promise.race([once(holder.stdout, 'data'), once(holder, 'exit')])
  return `/proc/${holder.pid}/root${folder}`
}

async function fill(path: string, folder: string): Promise<void> {
  const file = await open(path, 'a')
  try {
    const { bavail, bsize } = statfsSync(folder)
    const piece = Buffer.alloc(64 * 1024)
    for (let left = bavail * bsize; left > 0; left -= piece.length)
      await file.write(piece, 0, Math.min(piece.length, left))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  } finally {
    await file.close()
  }
}
