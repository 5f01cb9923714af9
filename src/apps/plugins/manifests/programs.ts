import { access, constants, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Where programs are looked for: a path of ours rather than that of whoever started the house. */
export const programFolders = ['/usr/local/bin', '/usr/bin', '/bin']

/**
 * The path of the program that a command begins with.
 *
 * @throws TypeError where there is none that can be run.
 */
export async function findProgram(program: string, pluginFolder: string): Promise<string> {
  const named = program.replaceAll('{plugin}', pluginFolder)
  const candidates = named.includes('/') ? [named] : programFolders.map((folder) => join(folder, named))
  for (const path of candidates) if (await isProgram(path)) return path
  const where = named.includes('/') ? 'has it been built?' : `it is not in ${programFolders.join(', ')}.`
  throw new TypeError(`There is no program ${named} that can be run: ${where}`)
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}
