import { createHash } from 'node:crypto'
import { cp, lstat, readdir, readFile } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'

/** Copies a plugin's folder as it is, but no links, whose targets may be anywhere, and no history of versions. */
export async function copyFolder(from: string, to: string): Promise<void> {
  await cp(from, to, {
    recursive: true,
    errorOnExist: true,
    force: false,
    filter: async (path) => {
      const entry = await lstat(path)
      return basename(path) !== '.git' && (entry.isDirectory() || entry.isFile())
    },
  })
}

/** SHA-256 over the names and bytes of everything in a folder. */
export async function hashOfFolder(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
  const hash = createHash('sha256')
  for (const file of files.sort()) {
    const bytes = await readFile(file)
    hash.update(`${relative(folder, file)}\0${bytes.length}\0`).update(bytes)
  }
  return hash.digest('hex')
}
