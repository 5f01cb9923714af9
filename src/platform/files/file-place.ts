import type { Config } from '../../config.ts'
import type { Instance } from '../instance/instance.ts'
import { readS3Keys, type S3Keys } from './s3-keys.ts'
import { parseS3Url, type S3Place } from './s3-place.ts'

/** Where files rest: below a folder of this machine, or on an S3 server, for which the folder holds what is on its way. */
export type FilePlace = Readonly<{ folder: string; s3?: (S3Place & S3Keys) | undefined }>

/** @throws UserError `files.keys` where a file of a key cannot be read. */
export function filePlaceOf(config: Pick<Config, 'filesUrl' | 's3Keys'>, instance: Instance): FilePlace {
  const place = config.filesUrl === undefined ? undefined : parseS3Url(config.filesUrl, config.s3Keys.region)
  return { folder: instance.fileFolder, s3: place && { ...place, ...readS3Keys(config) } }
}
