import { constants, createWriteStream } from 'node:fs'
import { copyFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { UserError } from '../../../platform/errors.ts'
import { downloadName } from '../../../platform/files/names.ts'
import type { Platform } from '../../../platform/platform.ts'
import { endingOf, fileFacts } from '../formats/headers.ts'
import { ownPath } from '../links.ts'
import type { FetchedFile } from '../running/messages.ts'
import { fileAt } from './files-at.ts'
import { reach, rewritten, webPoliteness } from './reaching.ts'

type Wish = Readonly<{ url: string; scratch: string; signal: AbortSignal; personId: string | null }>

const mostBytes = 2_000_000_000
let fetched = 0

/** Brings a file into the scratch folder: from the web, out of a `data:` address, or from the house itself. */
export async function fetchFile(platform: Platform, wish: Wish): Promise<FetchedFile> {
  const path = join(wish.scratch, `in-${++fetched}`)
  if (wish.url.startsWith('data:')) return fromDataUrl(wish.url, path)
  const url = rewritten(platform.config, wish.url)
  if (ownPath(platform.config, url) === undefined) return fromWeb(platform, { ...wish, url }, path)
  return (await fromStore(platform, url, path)) ?? fromInside(platform, { ...wish, url }, path)
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

/** Files of this runner are read where they lie, whatever their size: no request to ourselves. */
async function fromStore(platform: Platform, url: string, path: string): Promise<FetchedFile | undefined> {
  const file = await fileAt(platform, url)
  if (!file) return undefined
  const { name, contentType, dataType, stored } = file
  await copyFile(await platform.files.pathOf(stored.sha256), path, constants.COPYFILE_FICLONE)
  return {
    path,
    name: downloadName(name),
    contentType,
    dataType,
    attributeMetadataUrl: null,
    sizeBytes: stored.sizeBytes,
  }
}

/** Whatever else stands below the runner, such as what an endpoint of a plugin answers. */
async function fromInside(platform: Platform, { url, signal, personId }: Wish, path: string): Promise<FetchedFile> {
  const { headers, bytes, finalUrl } = await reach({ platform, signal, personId }, 'plugins.open', { url })
  await writeFile(path, bytes)
  return { path, ...saidBy(headers, finalUrl), sizeBytes: bytes.length }
}

async function fromWeb(platform: Platform, { url, signal }: Wish, path: string): Promise<FetchedFile> {
  if (!/^https?:/i.test(url)) throw badAddress()
  const request = { url, signal, maxBytes: mostBytes, politeness: webPoliteness }
  return platform.http.download('plugins.open', request, async ({ headers, finalUrl, chunks }) => {
    await pipeline(chunks, createWriteStream(path), { signal })
    return { path, ...saidBy(headers, finalUrl), sizeBytes: (await stat(path)).size }
  })
}

/** What an origin says of its file. */
function saidBy(headers: ReadonlyMap<string, string>, url: string) {
  const facts = fileFacts(headers, url)
  return { ...facts, name: downloadName(facts.name) }
}

const nothingKnown = { dataType: null, attributeMetadataUrl: null }

const badAddress = (cause?: unknown): UserError =>
  new UserError('invalid', 'plugins.open', 'Files are opened by http, https and data addresses.', { cause })
