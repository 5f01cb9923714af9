/**
 * An S3 server on 127.0.0.1 until it is stopped: `s3-process.ts FOLDER PORT`; prints its port (0 takes a free one). It is
 * s3rver, put right where that falls short of S3: signatures are checked, objects are whole or absent, lists go on behind
 * their first page, and uploads in parts can be listed and withdrawn.
 */
import type crypto from 'node:crypto'
import { createHash, createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
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
  path: string
  headers: Record<string, string>
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

const require = createRequire(import.meta.url)
withOldCipher(require('node:crypto'))
const S3rver = require('s3rver') as new (options: Record<string, unknown>) => Server
const S3Error = require('s3rver/lib/models/error.js') as new (code: string, message: string) => Error
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
  const beside = `${path}.${randomUUID()}`
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

/** s3rver does not check signatures of version 4. */
server.middleware.unshift(async (ctx, next) => {
  const refused = refusalOf(ctx)
  if (refused) throw new S3Error(refused, 'The request is not signed as it has to be.')
  await next()
})

const keys: Readonly<Record<string, string>> = { S3RVER: 'S3RVER' }

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
function refusalOf(ctx: Context): string | undefined {
  const pattern =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/
  const [, id = '', day = '', region = '', names = '', given = ''] = pattern.exec(ctx.headers.authorization ?? '') ?? []
  if (given === '') return 'AccessDenied'
  const secret = keys[id]
  if (secret === undefined) return 'InvalidAccessKeyId'

  const encoded = (text: string) =>
    encodeURIComponent(text).replace(
      /[!'()*]/g,
      (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
    )
  const query = Object.entries(ctx.query).map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
  const headers = names.split(';').map((name) => `${name}:${(ctx.headers[name] ?? '').trim()}\n`)
  const path = ctx.path
    .split('/')
    .map((part) => encoded(decodeURIComponent(part)))
    .join('/')
  const hash = ctx.headers['x-amz-content-sha256'] ?? ''
  const request = [ctx.method, path, query.sort().join('&'), headers.join(''), names, hash].join('\n')
  const scope = `${day}/${region}/s3/aws4_request`
  const text = ['AWS4-HMAC-SHA256', ctx.headers['x-amz-date'], scope, sha256(request)].join('\n')
  const key = [day, region, 's3', 'aws4_request'].reduce<string | Buffer>(
    (with_, part) => hmac(with_, part),
    `AWS4${secret}`,
  )
  return timingSafeEqual(hmac(key, text), Buffer.from(given, 'hex')) ? undefined : 'SignatureDoesNotMatch'
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()

/** s3rver seals the place where a list goes on with DES, which OpenSSL no longer has; thrice with one key is the same. */
function withOldCipher(module: typeof crypto): void {
  const { createCipheriv, createDecipheriv } = module
  const thrice = (key: crypto.CipherKey) => Buffer.concat(Array(3).fill(key))
  const replaced = { des: 'des-ede3-cbc' } as Readonly<Record<string, string>>
  Object.assign(module, {
    createCipheriv: (kind: string, key: Buffer, iv: Buffer) =>
      createCipheriv(replaced[kind] ?? kind, replaced[kind] ? thrice(key) : key, iv),
    createDecipheriv: (kind: string, key: Buffer, iv: Buffer) =>
      createDecipheriv(replaced[kind] ?? kind, replaced[kind] ? thrice(key) : key, iv),
  })
}

/** s3rver cannot list or withdraw uploads in parts; the signature was checked before. */
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
