import { lstat, readdir, rm } from 'node:fs/promises'
import { join, resolve, sep } from 'node:path'

/** How long bytes without a name are kept: longer than any upload or job takes from receiving to recording. */
export const keptMs = 24 * 60 * 60_000

/**
 * Only a plain file of our own staging may become a blob: no link, no folder, nothing from elsewhere.
 *
 * @throws TypeError for anything else.
 */
export async function refuseForeign(path: string, stagingFolder: string): Promise<void> {
  const isBelow = resolve(path).startsWith(stagingFolder + sep)
  if (!isBelow || !(await lstat(path)).isFile())
    throw new TypeError('Only a plain file below the staging folder can be adopted.')
}

/** Removes what lies in a folder unchanged for that long, and answers how much. */
export async function sweepFolder(folder: string, olderThanMs: number): Promise<number> {
  let swept = 0
  for (const name of await readdir(folder)) {
    const found = await lstat(join(folder, name)).catch(unlessMissing)
    if (!found || found.mtimeMs > Date.now() - olderThanMs) continue
    await rm(join(folder, name), { recursive: true, force: true })
    swept++
  }
  return swept
}

export const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'

/** Undefined for a file that went away meanwhile; any other error is thrown on. */
export function unlessMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error
}
