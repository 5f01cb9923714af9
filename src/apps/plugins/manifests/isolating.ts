import { execFile } from 'node:child_process'
import { dirname } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export type Surroundings = Readonly<{
  /** Folder of the plugin, which the program may read. */
  pluginFolder: string
  /** Folder of the run, which it may write to. */
  scratch: string
  mayUseNetwork: boolean
}>

const bubblewrap = '/usr/bin/bwrap'
const probeMs = 5_000

/** What programs are made of: nothing of the house, of people, or of the machine's settings. */
const readable = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32', '/opt']
const readableSettings = ['alternatives', 'fonts', 'ld.so.cache', 'localtime', 'ssl/certs', 'passwd', 'group']

const basis = [
  ...['--unshare-all', '--die-with-parent', '--new-session', '--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp'],
  ...['--unsetenv', 'NODE_OPTIONS'],
  ...[...readable, ...readableSettings.map((name) => `/etc/${name}`)].flatMap((path) => ['--ro-bind-try', path, path]),
]

let probed: Promise<boolean> | undefined

/**
 * Whether this machine can run programs apart from everything else: with bubblewrap, where the system lets it. Where it
 * cannot, programs have the rights of the user that runs the house.
 */
export function canIsolate(): Promise<boolean> {
  probed ??= run(bubblewrap, [...basis, '--', '/usr/bin/true'], { timeout: probeMs, env: {} }).then(
    () => true,
    () => false,
  )
  return probed
}

/** The command that runs a program where it sees the system, its plugin and its run, and no network. */
export function apart(
  program: string,
  words: readonly string[],
  { pluginFolder, scratch, mayUseNetwork }: Surroundings,
): readonly [string, readonly string[]] {
  const home = program.startsWith('/') ? dirname(program) : pluginFolder
  const folders = [...new Set([home, pluginFolder])].flatMap((path) => ['--ro-bind', path, path])
  const network = mayUseNetwork ? ['--share-net', '--ro-bind-try', '/etc/resolv.conf', '/etc/resolv.conf'] : []
  return [bubblewrap, [...basis, ...network, ...folders, '--bind', scratch, scratch, '--', program, ...words]]
}

/** The same where nothing is kept from it; only what Node hands on to programs that are Node again is taken away. */
export function together(program: string, words: readonly string[]): readonly [string, readonly string[]] {
  // With an equals sign in it, env would take the path for a variable.
  return program.includes('=') ? [program, words] : ['/usr/bin/env', ['-u', 'NODE_OPTIONS', program, ...words]]
}
