/** An S3 server on 127.0.0.1 until it is stopped: `s3-process.ts FOLDER PORT`; prints its port (0 takes a free one). */
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

type StoredObject = { bucket: string; key: string; content: Readable | Buffer; metadata: unknown }
type Stored = { size: number; md5: string }
type Context = {
  method: string
  query: Record<string, string>
  params: { bucket: string; key?: string }
  status: number
  type: string
  body: unknown
}
type Server = {
  middleware: ((ctx: Context, next: () => Promise<void>) => Promise<void>)[]
  store: {
    getResourcePath: (bucket: string, key: string | undefined, resource: string) => string
    putMetadata: (bucket: string, key: string, metadata: unknown, md5: string) => Promise<void>
    putObject: (object: StoredObject) => Promise<Stored>
    putPart: (bucket: string, uploadId: string, part: string, content: Readable) => Promise<Stored>
  }
  run: () => Promise<{ port: number }>
}

const S3rver = createRequire(import.meta.url)('s3rver') as new (options: Record<string, unknown>) => Server
const [folder = '', port = '0'] = process.argv.slice(2)
const server = new S3rver({
  address: '127.0.0.1',
  port: Number(port),
  directory: folder,
  silent: true,
  vhostBuckets: false,
  configureBuckets: [{ name: 'lyceum' }],
})
const { store } = server

/** s3rver writes objects in place and answers before they are written; on S3 an object is whole or absent. */
store.putObject = async ({ bucket, key, content, metadata }) => {
  const stored = await writeWhole(store.getResourcePath(bucket, key, 'object'), content)
  await store.putMetadata(bucket, key, metadata, stored.md5)
  return stored
}
store.putPart = async (bucket, uploadId, part, content) => {
  const path = join(store.getResourcePath(bucket, undefined, 'uploads'), uploadId, part)
  const stored = await writeWhole(path, content)
  await writeFile(`${path}.md5`, stored.md5)
  return stored
}

async function writeWhole(path: string, content: Readable | Buffer): Promise<Stored> {
  const beside = `${path}.${crypto.randomUUID()}`
  const md5 = createHash('md5')
  let size = 0
  await mkdir(dirname(path), { recursive: true })
  try {
    await pipeline(
      Readable.from(content, { objectMode: false }),
      async function* (pieces: AsyncIterable<Buffer>) {
        for await (const piece of pieces) {
          md5.update(piece)
          size += piece.length
          yield piece
        }
      },
      createWriteStream(beside),
    )
    await rename(beside, path)
  } finally {
    await rm(beside, { force: true })
  }
  return { size, md5: md5.digest('hex') }
}

/** s3rver cannot list or withdraw uploads in parts; it has checked the signature by the time it says so. */
server.middleware.unshift(async (ctx, next) => {
  try {
    await next()
  } catch (error) {
    const { code } = error as { code?: string }
    const { bucket } = ctx.params ?? {}
    if (code === 'NotImplemented' && ctx.method === 'GET' && 'uploads' in ctx.query) await listUploads(ctx, bucket)
    else if (code === 'MethodNotAllowed' && ctx.method === 'DELETE' && ctx.query.uploadId) {
      await rm(join(uploadsOf(bucket), ctx.query.uploadId), { recursive: true, force: true })
      ctx.status = 204
    } else throw error
  }
})

const uploadsOf = (bucket: string): string => store.getResourcePath(bucket, undefined, 'uploads')

async function listUploads(ctx: Context, bucket: string): Promise<void> {
  const entries: string[] = []
  for (const id of await readdir(uploadsOf(bucket)).catch(() => [])) {
    const keyFile = join(uploadsOf(bucket), id, 'key')
    const key = await readFile(keyFile, 'utf8').catch(() => undefined)
    if (!key?.startsWith(ctx.query.prefix ?? '')) continue
    const initiated = (await stat(keyFile)).mtime.toISOString()
    entries.push(`<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>${initiated}</Initiated></Upload>`)
  }
  ctx.status = 200
  ctx.type = 'application/xml'
  ctx.body = `<?xml version="1.0"?><ListMultipartUploadsResult>${entries.join('')}</ListMultipartUploadsResult>`
}

const { port: taken } = await server.run()
process.stdout.write(`${taken}\n`)
