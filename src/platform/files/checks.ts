import { statfs } from 'node:fs/promises'
import type { Check } from '../diagnostics/check.ts'
import { readableSize } from './disk-errors.ts'
import { hashBytes } from './hashing.ts'
import { randomBlobs } from './queries.ts'

const sampleSize = 20
/** A sample takes well under a second. */
const sampleBytes = 128 * 1_048_576

/** Hashes some files anew: what a disk has forgotten shows before somebody needs it. */
export const sampledFiles: Check = {
  name: 'files.sample',
  title: 'Stored files',
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
