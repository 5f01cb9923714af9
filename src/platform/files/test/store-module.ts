import type { Files } from '../files.ts'
import { openFiles } from '../storing.ts'

/** The files of a folder, on the disk store or on the faulty one that a module brings. */
export async function openStoreFrom(module: string, folder: string): Promise<Files> {
  const files = openFiles({ folder, now: () => new Date().toISOString() })
  if (module === 'disk') return files
  const { openStore } = await import(module)
  return { ...files, receive: openStore(folder).receive }
}
