import { createHash } from 'node:crypto'
import { mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BlobStore } from '../blob-store.ts'
import { openDiskStore } from '../disk-store.ts'

/** A deliberate fault: bytes are written under their final name, so that a kill in the middle leaves a part of them there. */
export function openStore(folder: string): BlobStore {
  const store = openDiskStore(folder)
  return {
    ...store,
    receive: async (bytes) => {
      const whole = Buffer.concat(await Array.fromAsync(bytes))
      const sha256 = createHash('sha256').update(whole).digest('hex')
      const path = await store.pathOf(sha256)
      await mkdir(dirname(path), { recursive: true })
      const file = await open(path, 'w')
      for (let start = 0; start < whole.length; start += 16_384) {
        await file.write(whole.subarray(start, start + 16_384))
        await sleep(1)
      }
      await file.close()
      return { sha256, sizeBytes: whole.length }
    },
  }
}
