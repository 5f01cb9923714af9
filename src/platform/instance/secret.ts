import { randomBytes } from 'node:crypto'
import { chmodSync, linkSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../../config.ts'
import { UserError } from '../errors.ts'

const shortest = 32

/**
 * The secret of the environment, of the file it names, or of the instance, which makes one of 256 bit at its first start.
 *
 * @throws UserError `instance.secret` where the file cannot be read or holds less than 32 characters.
 */
export function readSecret(config: Pick<Config, 'instance' | 'secret' | 'secretFile'>): string {
  if (config.secret !== undefined) return config.secret
  if (config.secretFile !== undefined) return secretIn(config.secretFile, 'LYCEUM_SECRET_FILE')
  const file = join(config.instance, 'secret')
  makeSecretOnce(file)
  if ((statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600)
  return secretIn(file, 'The secret of the instance')
}

/** Written beside and linked: of several first starts at once one wins, and nobody reads half a secret. */
function makeSecretOnce(file: string): void {
  if (statSync(file, { throwIfNoEntry: false })) return
  const beside = `${file}.${randomBytes(6).toString('hex')}`
  try {
    writeFileSync(beside, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx', flush: true })
    linkSync(beside, file)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    rmSync(beside, { force: true })
  }
}

function secretIn(file: string, called: string): string {
  let secret: string
  try {
    secret = readFileSync(file, 'utf8').trim()
  } catch (cause) {
    throw unusable(`${called}: the file ${file} cannot be read.`, cause)
  }
  if (secret.length >= shortest) return secret
  throw unusable(
    `${called}: the file ${file} must hold at least ${shortest} characters, and holds ${secret.length}. Put the old secret back, or remove the file to start with a new one; everyone must then sign in again.`,
  )
}

const unusable = (sentence: string, cause?: unknown): UserError =>
  new UserError('invalid', 'instance.secret', sentence, cause === undefined ? {} : { cause })
