import { essenceOf } from './content-types.ts'

/** Header fields by their names, as `fetch` and the house give them. */
export type Headers = Readonly<{ get: (name: string) => string | null | undefined }>

/** What the origin of a file says of it. */
export type FileFacts = Readonly<{
  /** With its ending; still to be made safe before it becomes a path. */
  name: string
  /** As it was said, parameters included, or guessed from the name. */
  contentType: string
  /** From `X-Data-Type`; null where nobody says. */
  dataType: string | null
  /** From `X-Attribute-Metadata`; null where nobody says. */
  attributeMetadataUrl: string | null
}>

/** @see RFC 6266 for the name; without one it is the last piece of the address. */
export function fileFacts(headers: Headers, url: string): FileFacts {
  const name = nameInHeader(headers.get('content-disposition') ?? '') ?? nameInAddress(url)
  return {
    name,
    contentType: headers.get('content-type') || guessedType(name),
    dataType: headers.get('x-data-type') || null,
    attributeMetadataUrl: headers.get('x-attribute-metadata') || null,
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

/** The usual ending of a file of this type, without the dot. */
export const endingOf = (contentType: string): string => endings[essenceOf(contentType)] ?? 'bin'

/** The type that a name promises. */
export function guessedType(name: string): string {
  const ending = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase()
  return Object.entries(endings).find(([, known]) => known === ending)?.[0] ?? 'application/octet-stream'
}

function nameInHeader(disposition: string): string | undefined {
  const extended = /filename\*\s*=\s*UTF-8''([^;\s]+)/i.exec(disposition)?.[1]
  if (extended !== undefined) return percentDecoded(extended)
  const [, quoted, plain] = /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(disposition) ?? []
  return quoted?.replace(/\\(.)/g, '$1') || plain
}

function nameInAddress(url: string): string {
  const path = URL.parse(url)?.pathname ?? ''
  return percentDecoded(path.split('/').findLast((piece) => piece !== '') ?? 'file')
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
