import { statfs } from 'node:fs/promises'
import type { Gauge } from '../metrics/gauges.ts'
import { measureBlobs } from './queries.ts'

const stored: Gauge = {
  name: 'files_bytes',
  help: 'Bytes of stored files, each content once',
  read: async ({ db }) => [{ value: (await measureBlobs(db)).bytes }],
}

const count: Gauge = {
  name: 'files',
  help: 'Stored files, each content once',
  read: async ({ db }) => [{ value: (await measureBlobs(db)).files }],
}

const free: Gauge = {
  name: 'disk_free_bytes',
  help: 'Room on the disk of the instance',
  read: async ({ files }) => {
    const { bavail, bsize } = await statfs(files.stagingFolder)
    return [{ value: bavail * bsize }]
  },
}

export const gauges: readonly Gauge[] = [stored, count, free]
