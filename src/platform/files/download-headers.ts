import { downloadName } from './names.ts'

/** What a browser may show on our own origin: types that hold no script. */
const inlineTypes: Record<string, string> = {
  'image/png': 'image/png',
  'image/jpeg': 'image/jpeg',
  'image/webp': 'image/webp',
  'text/plain': 'text/plain; charset=utf-8',
}

type Served = Readonly<{ name: string; mediaType: string; sha256: string }>

/**
 * The headers under which stored bytes leave the house: a download, of a type that no browser runs, in a sandbox. With
 * `inline` a picture or plain text may be shown; anything else is a download all the same.
 *
 * @see RFC 6266, RFC 8187
 */
export function downloadHeaders(file: Served, { inline = false } = {}): Record<string, string> {
  const shownAs = inline ? inlineTypes[file.mediaType.split(';', 1)[0]?.trim().toLowerCase() ?? ''] : undefined
  return {
    'content-type': shownAs ?? 'application/octet-stream',
    'content-disposition': contentDisposition(shownAs ? 'inline' : 'attachment', file.name),
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-cache',
    etag: `"${file.sha256}"`,
  }
}

/** Both forms: letters of ASCII for old clients, and the whole name in UTF-8. */
export function contentDisposition(kind: 'attachment' | 'inline', name: string): string {
  const full = downloadName(name)
  const plain = full
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]/g, '_')
    .replace(/[%"\\;]/g, '_')
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded(full)}`
}

/** `encodeURIComponent` leaves four characters as they are that RFC 8187 does not allow. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
