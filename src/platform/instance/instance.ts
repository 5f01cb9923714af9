import { accessSync, chmodSync, constants, mkdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Config } from '../../config.ts'
import { UserError } from '../errors.ts'
import { readSecret } from './secret.ts'

/** The folder of all state, and what lies where in it. */
export type Instance = Readonly<{
  folder: string
  /** Signs and seals; at least 32 characters. */
  secret: string
  /** Blobs and staging. */
  fileFolder: string
  logFolder: string
}>

/**
 * Makes the folder when it is absent, closes it to other users of the machine, and finds or makes the secret.
 *
 * @throws UserError `instance.folder` where nothing can be written, `instance.secret` where the secret cannot be used.
 */
export function openInstance(config: Pick<Config, 'instance' | 'secret' | 'secretFile'>): Instance {
  const folder = config.instance
  makePrivateFolder(folder)
  const instance = { folder, fileFolder: join(folder, 'files'), logFolder: join(folder, 'logs') }
  makePrivateFolder(instance.fileFolder)
  makePrivateFolder(instance.logFolder)
  return Object.freeze({ ...instance, secret: readSecret(config) })
}

function makePrivateFolder(folder: string): void {
  try {
    makeFolder(folder)
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    throw cannotWrite(folder, error)
  }
  closeToOthers(folder)
}

/** Step by step: `recursive` never returns where a file system answers "no such file" to a new folder, as `/proc` does. */
export function makeFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return
  if (dirname(folder) !== folder) makeFolder(dirname(folder))
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    if (!isErrno(error) || error.code !== 'EEXIST' || !statSync(folder).isDirectory()) throw error
  }
}

/** A mounted volume may belong to somebody else, who alone may change its mode: `lyceum doctor` then warns. */
function closeToOthers(folder: string): void {
  if ((statSync(folder).mode & 0o077) === 0) return
  try {
    chmodSync(folder, 0o700)
  } catch (error) {
    if (!isErrno(error) || error.code !== 'EPERM') throw error
  }
}

function cannotWrite(folder: string, cause: unknown): UserError {
  const why = isErrno(cause) ? (reasons[cause.code ?? ''] ?? cause.code) : 'it cannot be used'
  return new UserError(
    'invalid',
    'instance.folder',
    `LYCEUM_INSTANCE: Lyceum cannot write to the folder ${folder}: ${why}. Give another folder, or make this one writable.`,
    { cause },
  )
}

const reasons: Record<string, string> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'there is a file where a folder is needed',
  ENOENT: 'this file system takes no folders',
  EEXIST: 'there is a file where a folder is needed',
}

const isErrno = (error: unknown): error is NodeJS.ErrnoException => error instanceof Error && 'code' in error
