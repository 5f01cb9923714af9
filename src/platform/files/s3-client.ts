import { setTimeout as sleep } from 'node:timers/promises'
import { S3mini } from 's3mini'
import { Agent, fetch } from 'undici'
import { asStoreError, isAnswer, isPassing } from './s3-errors.ts'
import type { S3Keys } from './s3-keys.ts'
import type { S3Place } from './s3-place.ts'

export type S3Object = Readonly<{ key: string; sizeBytes: number; changedAtMs: number }>

/** What this house asks of an S3 server, each with a few tries. All of it may be done twice without harm. */
export type S3Client = Readonly<{
  /** Undefined where there is no such object. Asked inside transactions, so it gives up soon. */
  sizeOf: (key: string) => Promise<number | undefined>
  /** One try, both ends included: who reads goes on where it broke off. */
  open: (key: string, start: number, end: number | undefined) => Promise<AsyncIterable<Uint8Array>>
  /** One object of one request; the server compares it with the hash, where it can. */
  put: (key: string, bytes: Uint8Array, sha256: string) => Promise<void>
  /** One object of many requests, there as a whole at the end. What was sent is withdrawn when it fails. */
  putParts: (key: string, parts: AsyncIterable<Uint8Array>) => Promise<void>
  remove: (key: string) => Promise<void>
  list: (prefix: string, atMost?: number) => AsyncGenerator<S3Object>
  /** Withdraws uploads in parts that were begun so long ago and never ended. */
  withdrawOld: (prefix: string, olderThanMs: number) => Promise<number>
}>

const longestWaitMs: Readonly<Record<string, number>> = { HEAD: 2_500, GET: 15_000, PUT: 120_000, POST: 120_000 }
const waitsMs = [150, 600]

/** The tries of one question are made one after the other, with a pause between them. */
async function insist<Result>(ask: () => Promise<Result>, pausesMs: readonly number[] = waitsMs): Promise<Result> {
  for (let tried = 0; ; tried++) {
    try {
      return await ask()
    } catch (error) {
      const pauseMs = pausesMs[tried]
      if (pauseMs === undefined || !isPassing(error)) throw asStoreError(error)
      await sleep(pauseMs)
    }
  }
}

export function connectS3(place: S3Place, keys: S3Keys): S3Client {
  const s3 = new S3mini({
    ...keys,
    endpoint: `${place.endpoint}/${place.bucket}`,
    region: place.region,
    fetch: patientFetch() as unknown as typeof globalThis.fetch,
  })
  return {
    sizeOf: (key) => insist(() => sizeOf(s3, key), [100]),
    open: (key, start, end) => open(s3, key, start, end),
    put: async (key, bytes, sha256) => {
      const checksum = Buffer.from(sha256, 'hex').toString('base64')
      await insist(() => s3.putObject(key, bytes, mediaType, undefined, { 'x-amz-checksum-sha256': checksum }))
    },
    putParts: (key, parts) => putParts(s3, key, parts),
    remove: async (key) => void (await insist(() => s3.deleteObject(key))),
    list: (prefix, atMost) => list(s3, prefix, atMost),
    withdrawOld: (prefix, olderThanMs) => withdrawOld(s3, prefix, Date.now() - olderThanMs),
  }
}

const mediaType = 'application/octet-stream'

/**
 * Not by way of `platform/http`: the server is named by the administrator alone, as the database is, and often stands in a
 * private network. A body may come for hours, as long as it comes; everything else has its time.
 */
function patientFetch(): typeof fetch {
  const dispatcher = new Agent({ connectTimeout: 5_000, headersTimeout: 15_000, bodyTimeout: 30_000, connections: 32 })
  return (input, init = {}) => {
    const isDownload = init.method === 'GET'
    const signal = isDownload ? null : AbortSignal.timeout(longestWaitMs[init.method ?? ''] ?? 15_000)
    const headers = { ...(init.headers as Record<string, string>), 'accept-encoding': 'identity' }
    return fetch(input, { ...init, headers, dispatcher, signal, redirect: 'manual' })
  }
}

async function sizeOf(s3: S3mini, key: string): Promise<number | undefined> {
  try {
    return await s3.getContentLength(key)
  } catch (error) {
    // The library wraps what it threw for this one question.
    const cause = error instanceof Error ? error.cause : undefined
    if (isAnswer(cause) && cause.status === 404) return undefined
    throw cause ?? error
  }
}

async function open(
  s3: S3mini,
  key: string,
  start: number,
  end: number | undefined,
): Promise<AsyncIterable<Uint8Array>> {
  const isWhole = start === 0 && end === undefined
  const answer = await s3.getObjectRaw(key, isWhole, start, end === undefined ? undefined : end + 1)
  if (answer.status !== (isWhole ? 200 : 206)) throw new Error(`The file store answered ${answer.status} to a range.`)
  return (answer.body ?? []) as AsyncIterable<Uint8Array>
}

async function putParts(s3: S3mini, key: string, parts: AsyncIterable<Uint8Array>): Promise<void> {
  const uploadId = await insist(() => s3.getMultipartUploadId(key, mediaType))
  try {
    const sent: { partNumber: number; etag: string }[] = []
    for await (const part of parts) {
      sent.push(await insist(() => s3.uploadPart(key, uploadId, part, sent.length + 1)))
    }
    await insist(() => s3.completeMultipartUpload(key, uploadId, sent))
  } catch (error) {
    // Where this fails too, the nightly clearing withdraws it.
    await s3.abortMultipartUpload(key, uploadId).catch(() => undefined)
    throw error
  }
}

async function* list(s3: S3mini, prefix: string, atMost = 1_000): AsyncGenerator<S3Object> {
  for (let after: string | undefined; ; ) {
    const page = await insist(() => s3.listObjectsPaged('/', prefix, atMost, after))
    if (!page) throw asStoreError(Object.assign(new Error('No bucket.'), { status: 404, serviceCode: 'NoSuchBucket' }))
    for (const { Key, Size, LastModified } of page.objects ?? []) {
      yield { key: Key, sizeBytes: Size, changedAtMs: LastModified.getTime() }
    }
    after = page.nextContinuationToken
    if (after === undefined) return
  }
}

type Upload = { Key?: string; UploadId?: string; Initiated?: string }

async function withdrawOld(s3: S3mini, prefix: string, beganBeforeMs: number): Promise<number> {
  let withdrawn = 0
  for (const { Key, UploadId, Initiated } of await uploadsUnderWay(s3, prefix)) {
    if (!Key?.startsWith(prefix) || !UploadId || Date.parse(Initiated ?? '') > beganBeforeMs) continue
    await insist(() => s3.abortMultipartUpload(Key, UploadId))
    withdrawn++
  }
  return withdrawn
}

/** The first thousand; the next night has the others. Not every server can tell: those clear up by a rule of their own. */
async function uploadsUnderWay(s3: S3mini, prefix: string): Promise<readonly Upload[]> {
  try {
    const answer: unknown = await s3.listMultipartUploads('/', '', 'GET', { prefix })
    const result = (answer as { ListMultipartUploadsResult?: { Upload?: Upload | Upload[] } })
      .ListMultipartUploadsResult
    return [result?.Upload ?? []].flat()
  } catch (error) {
    if (isAnswer(error) && (error.status === 501 || error.status === 405)) return []
    throw asStoreError(error)
  }
}
