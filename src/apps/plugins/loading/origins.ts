import { basename, resolve } from 'node:path'
import { UserError } from '../../../platform/errors.ts'

/** Where a plugin comes from, as somebody wrote it and as it was understood. */
export type Origin =
  | Readonly<{ kind: 'npm'; asked: string; name: string; version: string }>
  | Readonly<{ kind: 'git'; asked: string; url: string; ref: string | null; subdirectory: string | null }>
  | Readonly<{ kind: 'folder'; asked: string; path: string }>

const npmPattern = /^((?:@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*)@(\d+\.\d+\.\d+(?:[-+][\w.+-]+)?)$/
const gitPattern = /^git\+(?<url>[^\s@#]+\.git)(?:@(?<ref>[^\s#]+))?(?:#subdirectory=(?<subdirectory>\S+))?$/
const urlPattern = /^(?:https:\/\/[\w.-]+(?::\d{1,5})?\/|file:\/\/\/)[\w./~+-]+$/

/**
 * Reads what is to be installed: `NAME@1.2.3` of npm, `git+https://….git@REF#subdirectory=FOLDER`, or a folder, which
 * begins with `.` or `/`.
 *
 * @throws UserError `plugins.origin` for anything else, and for addresses and paths that are made to mislead.
 */
export function readOrigin(asked: string): Origin {
  if (/^\.{0,2}\//.test(asked) || asked === '.' || asked === '..')
    return { kind: 'folder', asked, path: resolve(asked) }
  if (asked.startsWith('git+')) return readGit(asked)
  const [, name, version] = npmPattern.exec(asked) ?? []
  if (name !== undefined && version !== undefined) return { kind: 'npm', asked, name, version }
  throw badOrigin(asked, 'is none of NAME@1.2.3, git+https://….git@REF, and ./folder')
}

function readGit(asked: string): Origin {
  const { url = '', ref = null, subdirectory = null } = gitPattern.exec(asked)?.groups ?? {}
  if (!urlPattern.test(url) || isClimbing(url))
    throw badOrigin(
      asked,
      'is not of the form git+https://HOST/….git@REF#subdirectory=FOLDER, without user and password',
    )
  if (ref !== null && !isRef(ref)) throw badOrigin(asked, 'names no branch, tag or commit behind the @')
  if (subdirectory !== null && !isInside(subdirectory)) throw badOrigin(asked, 'names no folder inside the repository')
  return { kind: 'git', asked, url, ref, subdirectory }
}

/** One that git can take for nothing else: no option, no range, no expression. */
const isRef = (ref: string): boolean =>
  /^[A-Za-z0-9][\w./+-]{0,200}$/.test(ref) && !/\.\.|\/\/|\/\.|\.lock(?:\/|$)|[./]$/.test(ref)

const isInside = (path: string): boolean =>
  /^[\w.+/-]{1,500}$/.test(path) && path.split('/').every((part) => part !== '' && !/^\.|^-/.test(part))

const isClimbing = (url: string): boolean => url.split('/').includes('..')

/** What two origins of one plugin have in common, whatever their version. */
export function keyOf(origin: Origin): string {
  if (origin.kind === 'npm') return `npm ${origin.name}`
  if (origin.kind === 'git') return `git ${origin.url} ${origin.subdirectory ?? ''}`
  return `folder ${basename(origin.path)}`
}

const badOrigin = (asked: string, what: string): UserError =>
  new UserError('invalid', 'plugins.origin', `"${asked.slice(0, 300)}" ${what}.`)
