import { execFile } from 'node:child_process'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { UserError } from '../../../platform/errors.ts'
import type { Origin } from './origins.ts'

const run = promisify(execFile)
type GitOrigin = Extract<Origin, { kind: 'git' }>

const timeoutMs = 5 * 60_000
const mostOutputBytes = 10_000_000

/**
 * Nothing that belongs to whoever runs this, and nothing that a repository brings along, has a say: no configuration, no
 * hooks, no filters, no submodules, no links, no questions, no other way than the one the address names.
 */
const environmentFor = ({ url }: GitOrigin, home: string) => ({
  PATH: '/usr/local/bin:/usr/bin:/bin',
  HOME: home,
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_ASKPASS: '/bin/false',
  GIT_ALLOW_PROTOCOL: url.startsWith('file:') ? 'file' : 'https',
})

const settings = [
  'core.hooksPath=/dev/null',
  'core.symlinks=false',
  'core.fsmonitor=false',
  'core.protectHFS=true',
  'core.protectNTFS=true',
  'transfer.fsckObjects=true',
  'http.followRedirects=false',
  'protocol.version=2',
].flatMap((setting) => ['-c', setting])

/**
 * Writes what the repository holds at a branch, tag or commit (its head where none is named) into a new folder, and
 * answers the commit.
 *
 * @throws UserError `plugins.git` where git is missing, or has nothing of that name; with git's own words.
 */
export async function checkOut(origin: GitOrigin, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  const git = async (...words: string[]): Promise<string> => {
    const options = { cwd: folder, env: environmentFor(origin, folder), timeout: timeoutMs, maxBuffer: mostOutputBytes }
    return (await run('git', [...settings, ...words], { ...options, killSignal: 'SIGKILL' })).stdout.trim()
  }
  try {
    await git('init', '--quiet', '--template=')
    const commit = await fetchCommit(git, origin)
    await git('checkout', '--quiet', '--detach', commit, '--')
    await rm(join(folder, '.git'), { recursive: true, force: true })
    return commit
  } catch (error) {
    throw asGitError(origin, error)
  }
}

type Git = (...words: string[]) => Promise<string>

/** The one commit where the server gives it by that name, and everything where it does not. */
async function fetchCommit(git: Git, { url, ref }: GitOrigin): Promise<string> {
  const quietly = ['--quiet', '--no-tags', '--no-recurse-submodules', '--end-of-options', url]
  try {
    await git('fetch', '--depth=1', ...quietly, ref ?? 'HEAD')
    return await git('rev-parse', '--verify', 'FETCH_HEAD^{commit}')
  } catch (error) {
    if (ref === null || !/^[0-9a-f]{7,64}$/.test(ref)) throw error
    await git('fetch', ...quietly, '+refs/*:refs/lyceum/*')
    return git('rev-parse', '--verify', '--end-of-options', `${ref}^{commit}`)
  }
}

function asGitError({ asked }: GitOrigin, error: unknown): UserError {
  const { code, stderr = '' } = error as Readonly<{ code?: unknown; stderr?: string }>
  const words = code === 'ENOENT' ? 'git is not installed on this machine.' : lastWords(stderr)
  return new UserError('unavailable', 'plugins.git', `${asked} cannot be fetched: ${words}`, { cause: error })
}

const lastWords = (stderr: string): string =>
  stderr.trim().split('\n').slice(-3).join(' ').slice(0, 600) || 'git was too slow, or said nothing.'
