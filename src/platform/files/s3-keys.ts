import { readFileSync } from 'node:fs'
import type { Config } from '../../config.ts'
import { UserError } from '../errors.ts'

export type S3Keys = Readonly<{ accessKeyId: string; secretAccessKey: string }>

/**
 * The two keys of the environment, or of the files it names.
 *
 * @throws UserError `files.keys` where a file cannot be read, or a key is missing.
 */
export function readS3Keys({ s3Keys: given }: Pick<Config, 's3Keys'>): S3Keys {
  return {
    accessKeyId: given.accessKeyId ?? keyIn(given.accessKeyIdFile, 'AWS_ACCESS_KEY_ID_FILE'),
    secretAccessKey: given.secretAccessKey ?? keyIn(given.secretAccessKeyFile, 'AWS_SECRET_ACCESS_KEY_FILE'),
  }
}

function keyIn(file: string | undefined, variable: string): string {
  if (file === undefined) throw unusable(`${variable.replace(/_FILE$/, '')}: needed for files on S3.`)
  try {
    const key = readFileSync(file, 'utf8').trim()
    if (key !== '') return key
  } catch (cause) {
    throw unusable(`${variable}: the file ${file} cannot be read.`, cause)
  }
  throw unusable(`${variable}: the file ${file} is empty.`)
}

const unusable = (sentence: string, cause?: unknown): UserError =>
  new UserError('invalid', 'files.keys', sentence, cause === undefined ? {} : { cause })
