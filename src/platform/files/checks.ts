import { statfs } from 'node:fs/promises'
import type { Check } from '../diagnostics/check.ts'
import { readableSize } from './disk-errors.ts'
import { hashBytes } from './hashing.ts'
import { randomBlobs } from './queries.ts'
import { storeWords } from './s3-errors.ts'

const sampleSize = 20
/** A sample takes well under a second. */
const sampleBytes = 128 * 1_048_576

/** Writes, reads and removes a probe: the one check that leaves a trace, for as long as it runs. */
export const storeAnswers: Check = {
  name: 'files.store',
  title: 'Where files are kept',
  run: async ({ config, files }) => {
    const place = config.filesUrl ?? 'the disk of the instance'
    try {
      await files.blobs.probe()
      return { level: 'ok', message: `A probe was written to ${place}, read and removed.` }
    } catch (error) {
      return {
        level: 'fail',
        message: `A probe could not be kept in ${place}. ${config.filesUrl ? storeWords(error) : String(error)}`,
        remedy: config.filesUrl
          ? 'Correct LYCEUM_FILES_URL or the keys, and start again; or see that the server runs and lets this machine in.'
          : 'See that the disk is there, has room, and may be written by this user.',
      }
    }
  },
}

/** Hashes some files anew: what a disk has forgotten shows before somebody needs it. */
export const sampledFiles: Check = {
  name: 'files.sample',
  title: 'Stored files',
  href: '/admin/storage',
  run: async ({ db, files }) => {
    const damaged: string[] = []
    let hashed = 0
    let bytes = 0
    for (const { sha256, size_bytes } of await randomBlobs(db, sampleSize)) {
      if (hashed > 0 && bytes + size_bytes > sampleBytes) continue
      const { sha256: found } = await hashBytes(files.read(sha256)).catch(() => ({ sha256: 'unreadable' }))
      if (found !== sha256) damaged.push(sha256)
      hashed++
      bytes += size_bytes
    }
    if (damaged.length === 0) return { level: 'ok', message: `${hashed} sampled files are as they were stored.` }
    return {
      level: 'fail',
      message: `${damaged.length} of ${hashed} sampled files are missing or damaged: ${damaged.slice(0, 3).join(', ')}.`,
      remedy: 'Restore them from a backup (lyceum restore), and look after the disk.',
    }
  },
}

/** Below a tenth it warns, below a fiftieth it fails. */
export const diskSpace: Check = {
  name: 'files.space',
  title: 'Space on the disk',
  href: '/admin/storage',
  run: async ({ files }) => {
    const { bavail, blocks, bsize } = await statfs(files.stagingFolder)
    const share = blocks === 0 ? 1 : bavail / blocks
    const message = `${readableSize(bavail * bsize)} of ${readableSize(blocks * bsize)} are free (${Math.floor(share * 100)} %).`
    if (share >= 0.1) return { level: 'ok', message }
    const remedy =
      'Make room on this disk, or move the instance to a larger one; uploads and jobs fail when it is full.'
    return { level: share < 0.02 ? 'fail' : 'warn', message, remedy }
  },
}

/** What `lyceum doctor` asks about files. */
export const checks: readonly Check[] = [storeAnswers, diskSpace, sampledFiles]
