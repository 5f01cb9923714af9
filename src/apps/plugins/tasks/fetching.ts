import { constants, createWriteStream } from 'node:fs'
import { copyFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { UserError } from '../../../platform/errors.ts'
import { downloadName } from '../../../platform/files/names.ts'
import type { Platform } from '../../../platform/platform.ts'
import { runnerLinks } from '../links.ts'
import { findFile } from '../queries/files.ts'
import type { FetchedFile } from '../running/messages.ts'
import { webPoliteness } from './events.ts'

type Wish = Readonly<{ url: string; scratch: string; signal: AbortSignal; personId: string | null }>

const mostBytes = 2_000_000_000
let fetched = 0

/** Brings a file into the scratch folder: from the web, out of a `data:` address, or from the house itself. */
export async function fetchFile(platform: Platform, wish: Wish): Promise<FetchedFile> {
  const path = join(wish.scratch, `in-${++fetched}`)
  if (wish.url.startsWith('data:')) return fromDataUrl(wish.url, path)
  return (await fromHouse(platform, wish.url, path)) ?? fromWeb(platform, wish, path)
}

/** @see RFC 2397 */
async function fromDataUrl(url: string, path: string): Promise<FetchedFile> {
  const comma = url.indexOf(',')
  const [head, body] = [url.slice('data:'.length, comma), url.slice(comma + 1)]
  const isBase64 = /;\s*base64$/i.test(head)
  const contentType = head.replace(/;\s*base64$/i, '') || 'text/plain;charset=US-ASCII'
  if (comma < 0) throw badAddress()
  const bytes = Buffer.from(percentDecoded(body), isBase64 ? 'base64' : 'utf8')
  await writeFile(path, bytes)
  return { path, name: `data.${endingOf(contentType)}`, contentType, ...nothingKnown, sizeBytes: bytes.length }
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch (cause) {
    throw badAddress(cause)
  }
}

/** Files of this runner are read where they lie: no request to ourselves, and no address in a private network to allow. */
async function fromHouse(platform: Platform, url: string, path: string): Promise<FetchedFile | undefined> {
  const links = runnerLinks(platform.config.runner.baseUrl)
  const match = /^\/(\d{1,15})\/\?file-id=([\w-]+)$/.exec(afterPrefix(url, links.root().concat('files')))
  const file = match && (await findFile(platform.db, Number(match[1])))
  if (!file || file.tag !== match[2] || file.file_id === null) return undefined
  const stored = await platform.files.find(platform.db, file.file_id)
  if (!stored) return undefined
  await copyFile(await platform.files.pathOf(stored.sha256), path, constants.COPYFILE_FICLONE)
  return {
    path,
    name: downloadName(file.name),
    contentType: file.content_type,
    dataType: file.data_type,
    attributeMetadataUrl: null,
    sizeBytes: stored.sizeBytes,
  }
}

const afterPrefix = (text: string, prefix: string): string => (text.startsWith(prefix) ? text.slice(prefix.length) : '')

async function fromWeb(platform: Platform, { url, signal }: Wish, path: string): Promise<FetchedFile> {
  if (!/^https?:/i.test(url)) throw badAddress()
  const request = { url, signal, maxBytes: mostBytes, politeness: webPoliteness }
  return platform.http.download('plugins.open', request, async ({ headers, finalUrl, chunks }) => {
    await pipeline(chunks, createWriteStream(path), { signal })
    const name = nameOf(headers.get('content-disposition'), finalUrl)
    return {
      path,
      name,
      contentType: headers.get('content-type') ?? guessedType(name),
      dataType: headers.get('x-data-type') ?? null,
      attributeMetadataUrl: headers.get('x-attribute-metadata') ?? null,
      sizeBytes: (await stat(path)).size,
    }
  })
}

/** @see RFC 6266 */
function nameOf(disposition: string | undefined, url: string): string {
  const extended = /filename\*\s*=\s*UTF-8''([^;\s]+)/i.exec(disposition ?? '')?.[1]
  const plain = /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(disposition ?? '')
  const last = new URL(url).pathname.split('/').findLast((piece) => piece !== '') ?? 'file'
  const raw = extended ?? plain?.[1] ?? plain?.[2] ?? last
  return downloadName(URL.parse(`file:///${raw}`) && raw.includes('%') ? safelyDecoded(raw) : raw)
}

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const endings: Readonly<Record<string, string>> = {
  'application/json': 'json',
  'application/x-lines+json': 'jsonl',
  'application/zip': 'zip',
  'text/csv': 'csv',
  'text/plain': 'txt',
  'text/html': 'html',
  'text/x-qasm': 'qasm',
  'image/png': 'png',
  'image/svg+xml': 'svg',
}

const endingOf = (contentType: string): string =>
  endings[contentType.split(';', 1)[0]?.trim().toLowerCase() ?? ''] ?? 'bin'

const guessedType = (name: string): string => {
  const ending = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase()
  return Object.entries(endings).find(([, known]) => known === ending)?.[0] ?? 'application/octet-stream'
}

const nothingKnown = { dataType: null, attributeMetadataUrl: null }

const badAddress = (cause?: unknown): UserError =>
  new UserError('invalid', 'plugins.open', 'Files are opened by http, https and data addresses.', { cause })
