import { join } from 'node:path'
import { type Doc, readDocs, searchDocs } from '../web/docs-reading.ts'
import type { Searcher } from './search.ts'

const programFolder = join(import.meta.dirname, '../../..')
let read: Promise<readonly Doc[]> | undefined

/** Passages of the documents, as Help finds them. */
export const help: Searcher = {
  kind: 'help',
  permission: 'house.read',
  find: async (_platform, { text, limit }) => {
    read ??= readDocs(programFolder)
    return searchDocs(await read, text)
      .slice(0, limit)
      .map(({ href, title, heading }) => ({
        title: heading || title,
        detail: heading === title ? undefined : title,
        href,
      }))
  },
}
