import { UserError } from '../errors.ts'

/** Full disk, full quota, and the limit on the size of one file. */
const spaceCodes = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

/** A full disk in words that its owner understands; any other error as it came. */
export function asSpaceError(error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error && spaceCodes.has(String(error.code)))) return error
  const sentence =
    'There is no space left on the disk for this file. Nothing was kept; try again when an administrator has made room.'
  return new UserError('no-space', 'files.no-space', sentence, { cause: error, retryAfterSeconds: 300 })
}

export function tooLarge(maxBytes: number): UserError {
  const sentence = `The file is larger than the ${readableSize(maxBytes)} that are allowed here. Nothing was kept.`
  return new UserError('too-large', 'files.too-large', sentence)
}

/** `1.5 GB`, in powers of 1,024. */
export function readableSize(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB']
  const power = Math.min(bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10), units.length - 1)
  return `${Number((bytes / 1_024 ** power).toFixed(power === 0 ? 0 : 1))} ${units[power]}`
}
