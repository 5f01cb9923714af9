import { createWriteStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { makeSample } from './making.ts'

/** `node plugins/bioce/sample/make.ts` writes the sample files anew. */
const { curve, structures } = makeSample()
const archive = new ZipFile()
const mtime = new Date(Date.UTC(2026, 0, 1))
for (const [name, text] of structures) archive.addBuffer(Buffer.from(text), name, { mtime })
archive.end()
await writeFile(join(import.meta.dirname, 'curve.dat'), curve)
await pipeline(archive.outputStream, createWriteStream(join(import.meta.dirname, 'structures.zip')))
