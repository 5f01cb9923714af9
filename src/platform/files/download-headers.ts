import { downloadName } from './names.ts'

/**
 * The headers under which stored bytes leave the house: a download, of a type that no browser runs, in a sandbox.
 *
 * @see RFC 6266, RFC 8187
 */
export function downloadHeaders(file: Readonly<{ name: string; sha256: string }>): Record<string, string> {
  return {
    'content-type': 'application/octet-stream',
    'content-disposition': contentDisposition('attachment', file.name),
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
