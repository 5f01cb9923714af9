import type { FilePlace } from '../file-place.ts'
import type { Files } from '../files.ts'
import { openFiles } from '../storing.ts'

/** The files of a place, as they are or with the faulty store that a module brings. */
export async function openStoreFrom(module: string, place: FilePlace): Promise<Files> {
  const files = openFiles({ ...place, now: () => new Date().toISOString() })
  if (module === 'plain') return files
  const { openStore } = await import(module)
  return { ...files, receive: openStore(place.folder).receive }
}
