import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, copyFileSync, linkSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, matchesGlob, relative } from 'node:path'
import type { TestContext } from 'node:test'
import { productionPackages, readDockerfile, root } from './container-files.ts'

/** Nobody in particular, as in the image: where the tests are root, what they start is not. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined

/** A folder that looks as the image does, with only what is installed without devDependencies; nothing can be made in it. */
export type ImageTree = Readonly<{
  /** Stands for /opt/lyceum. */
  program: string
  /** Stands for /var/lib/lyceum, and may be written. */
  state: string
  /** A word or setting of the files of the image, with the folders of here. */
  here: (text: string) => string
  start: (command: readonly string[], environment: Readonly<Record<string, string>>) => ChildProcess
  /** Runs a command to its end and answers its exit code and what it said. */
  run: (
    command: readonly string[],
    environment: Readonly<Record<string, string>>,
  ) => Promise<Readonly<{ code: number | null; words: string }>>
  /** All that lies in it, with sizes: what must be the same afterwards. */
  inventory: () => string
}>

export async function makeImageTree(t: TestContext): Promise<ImageTree> {
  const folder = await mkdtemp(join(tmpdir(), 'lyceum-image-'))
  chmodSync(folder, 0o755)
  const [program, state] = [join(folder, 'opt', 'lyceum'), join(folder, 'state')]
  copySources(program)
  for (const place of productionPackages()) copyPackage(place, program)
  mkdirSync(state, { mode: 0o700 })
  if (nobody) chownSync(state, nobody.uid, nobody.gid)
  chmodFolders(program, 0o555)
  t.after(async () => {
    chmodFolders(program, 0o755)
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  const here = (text: string): string =>
    text.replaceAll('/opt/lyceum', program).replaceAll(/\/var\/(?:lib|cache)\/lyceum/g, state)
  const start = (command: readonly string[], environment: Readonly<Record<string, string>>): ChildProcess => {
    const [file = '', ...args] = command.map(here)
    const env = Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, here(value)]))
    const options: SpawnOptions = { cwd: program, env: { PATH: '/usr/bin:/bin', ...env }, stdio: 'pipe', ...nobody }
    return spawn(file, args, options)
  }
  const run: ImageTree['run'] = async (command, environment) => {
    const child = start(command, environment)
    let words = ''
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => (words += data))
    const [code] = await once(child, 'close')
    return { code, words }
  }
  return { program, state, here, start, run, inventory: () => listOf(program).join('\n') }
}

/** What the last stage copies from the sources, less what is not sent to the builder. */
function copySources(program: string): void {
  const ignored = readFileSync(join(root, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => /^[^!#*]/.test(line))
  const isSent = (path: string): boolean => !ignored.some((glob) => matchesGlob(path, glob))
  const copies = readDockerfile()
    .at(-1)
    ?.filter(({ name, words }) => name === 'COPY' && !words.startsWith('--from'))
  for (const { words } of copies ?? []) {
    for (const name of words.split(' ').slice(0, -1)) copyInto(join(root, name), join(program, name), isSent)
  }
}

/** A package without the packages inside it, which have places of their own. */
function copyPackage(place: string, program: string): void {
  copyInto(join(root, place), join(program, place), (path) => !path.slice(place.length).includes('/node_modules'))
}

function copyInto(from: string, to: string, isWanted: (path: string) => boolean): void {
  const found = statSync(from, { throwIfNoEntry: false })
  if (!found || !isWanted(relative(root, from))) return
  mkdirSync(found.isDirectory() ? to : dirname(to), { recursive: true })
  if (found.isDirectory()) for (const name of readdirSync(from)) copyInto(join(from, name), join(to, name), isWanted)
  else placeFile(from, to)
}

/** Sources are changed while tests run, packages are not: those are the same file under another name. */
function placeFile(from: string, to: string): void {
  try {
    if (from.includes('node_modules')) linkSync(from, to)
    else copyFileSync(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error
    copyFileSync(from, to)
  }
}

function chmodFolders(folder: string, mode: number): void {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) chmodFolders(join(folder, entry.name), mode)
  chmodSync(folder, mode)
}

const listOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => `${relative(folder, path)} ${statSync(path).size}`)
    .sort()
