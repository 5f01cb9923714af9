import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { lazily } from '../lazily.ts'

const yazl = lazily<typeof import('yazl')>('yazl')

type FileOptions = Readonly<{
  /** Where it is known: what turns out longer or shorter breaks the archive off. */
  sizeBytes?: number
  /** False for what is packed already. */
  isPacked?: boolean
  /** Now, where it is left out. */
  changedAt?: Date
}>

/** An archive on its way out. Names come once each, and lead nowhere out of it. */
export type ZipWriter = Readonly<{
  text: (name: string, content: string) => void
  /** A file on this machine. */
  file: (name: string, path: string) => void
  /** Opened when its turn comes, so that thousands cost no more than one. */
  stream: (name: string, open: () => Readable | Promise<Readable>, options?: FileOptions) => void
}>

/**
 * A ZIP that is made while it is read. Half an archive must never look like a whole one: whatever goes wrong in `fill` or in
 * a stream destroys the output.
 */
export function zipWith(fill: (zip: ZipWriter) => void | Promise<void>): Readable {
  const archive = new (yazl().ZipFile)()
  const output = archive.outputStream as Readable
  const fail = (error: unknown): void => void output.destroy(error instanceof Error ? error : new Error(String(error)))
  let current: Readable | undefined
  archive.on('error', fail)
  output.once('close', () => current?.destroy())
  const stream: ZipWriter['stream'] = (name, open, { sizeBytes, isPacked = false, changedAt } = {}) => {
    const options = {
      compress: !isPacked,
      ...(sizeBytes === undefined ? {} : { size: sizeBytes }),
      ...(changedAt ? { mtime: changedAt } : {}),
    }
    archive.addReadStreamLazy(name, options, (give) => {
      Promise.try(open).then((opened) => {
        current = opened.on('error', fail)
        if (output.destroyed) opened.destroy()
        else give(null, opened)
      }, fail)
    })
  }
  const zip: ZipWriter = {
    text: (name, content) => archive.addBuffer(Buffer.from(content), name),
    file: (name, path) => stream(name, () => createReadStream(path)),
    stream,
  }
  Promise.try(fill, zip).then(() => archive.end(), fail)
  return output
}
