import { existsSync } from 'node:fs'
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join, relative, resolve } from 'node:path'
import { UserError } from '../../../platform/errors.ts'
import { root } from '../running/child.ts'

/** Files as an author gets them; `.template` stands behind names that would mean something here. */
const templates = join(import.meta.dirname, 'templates')
/** The name of the plugin in every template. */
const placeholder = 'letter-count'

/**
 * Begins a plugin in a new folder that has its name.
 *
 * @throws UserError `plugins.new-name`, `plugins.new-exists`
 */
export async function startPlugin(
  folder: string,
  kind: 'code' | 'tool',
): Promise<Readonly<{ name: string; files: readonly string[] }>> {
  const name = basename(resolve(folder))
  if (!/^[a-z][a-z0-9-]{0,60}$/.test(name))
    throw new UserError('invalid', 'plugins.new-name', `"${name}" must be small letters, digits and dashes.`)
  if (existsSync(folder) && (await readdir(folder)).length > 0)
    throw new UserError('conflict', 'plugins.new-exists', `${folder} is there already, and not empty.`)
  await mkdir(folder, { recursive: true })
  const from = join(templates, kind)
  const files: string[] = []
  for (const file of (await readdir(from)).sort()) {
    const text = await readFile(join(from, file), 'utf8')
    const path = join(folder, file.replace(/\.template$/, ''))
    await writeFile(path, filledIn(text, name, resolve(folder)), { flag: 'wx' })
    if (text.startsWith('#!')) await chmod(path, 0o755)
    files.push(path)
  }
  return { name, files }
}

/** The editor of an author finds the types where this program lies. */
const filledIn = (text: string, name: string, folder: string): string =>
  text.replaceAll(placeholder, name).replaceAll('LYCEUM_ROOT', relative(folder, root) || '.')
