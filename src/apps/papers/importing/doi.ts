import { isPlaceholder } from './text.ts'
import { decodeEntities } from './titles.ts'

export type DoiWarning = 'multiple_dois' | 'doi_from_url' | 'doi_dash_replaced' | 'trailing_slash' | 'short_doi'

/** What a text says about a DOI. Neither `doi` nor `isInvalid`: there was none, or only a short one to be looked up. */
export interface DoiReading {
  readonly doi: string | null
  /** Whether it looks like nearly all registered ones; null without a DOI. Only a registry knows if it exists. */
  readonly shape: 'usual' | 'unusual' | null
  readonly warnings: readonly DoiWarning[]
  /** Text was there, and no DOI in it. */
  readonly isInvalid: boolean
}

const NOTHING: DoiReading = { doi: null, shape: null, warnings: [], isInvalid: false }
const INVALID: DoiReading = { doi: null, shape: null, warnings: [], isInvalid: true }
const CLEAN: readonly DoiWarning[] = []

const LONGEST_DOI = 512
/** Longer texts are read so far only; it bounds the work of every expression below. */
const LONGEST_TEXT = 4_096

const COMMON = /^10\.\d{4,9}\/[-._/A-Za-z0-9]{0,300}[A-Za-z0-9]$/
const ANYWHERE = /(?<![\d.])10\.\d{4,9}(?:\.\d{1,9}){0,5}\/\S+/
const WHOLE = /^10\.\d{4,9}(?:\.\d{1,9}){0,5}\/\S/
const GLUED = /[;,|]+(?:(?:https?:\/\/)?(?:dx\.|www\.)?doi\.org\/|doi:)?(?=10\.\d{4,9}\/)/i
const DOI_HOST = /^(?:https?:\/\/)?(?:dx\.|www\.)?doi\.org\//i
const ADDRESS = /^(?:https?:\/\/|www\.)/i
const LABELS = /^(?:\s|(?:urn:doi|info:doi|doi)\s?[:/])+/i
const ENCODED_SLASH = /(10\.\d{4,9}(?:\.\d{1,9}){0,5})%2f/i
const VIEW_SUFFIX = /(?:\/abstract|\/full|\/pdf|\/epdf|\.full\.pdf|\.full|\.pdf|\/fulltext|\/meta)$/i
const NOT_GIVEN = /^(?:none|null|nil|unknown|not available|not given|no doi|without doi|tba|tbd|\?+|--+|–|—)$/i

/**
 * The patterns that Crossref published for its own DOIs, their bare dots escaped and the third without the overlapping
 * repeats that would make it slow on hostile text.
 */
const USUAL = [
  /^10\.\d{4,9}\/[-._;()/:a-z0-9]+$/,
  /^10\.1002\/\S+$/,
  /^10\.\d{4}\/\d+-(?:\d{3,}|\d+x\d{2,})<\w+:\w*>\d{1,9}.\d{1,9}.\w{1,20};\d$/,
  /^10\.1021\/\w\w\d+$/,
  /^10\.1207\/[\w]+&\d+_\d+$/,
]

/**
 * Finds the DOI in a cell and writes it in its one canonical form. `bibtex` also drops the backslashes that TeX needs.
 * Linear in the length of the text.
 */
export function normaliseDoi(raw: string, { bibtex = false }: { bibtex?: boolean } = {}): DoiReading {
  if (COMMON.test(raw)) return { doi: raw.toLowerCase(), shape: 'usual', warnings: CLEAN, isInvalid: false }

  const visible = raw
    .slice(0, LONGEST_TEXT)
    .replace(/[\u200b-\u200f\u2060\ufeff\u00ad]/g, '')
    .trim()
  if (visible === '' || isPlaceholder(visible) || NOT_GIVEN.test(visible)) return NOTHING

  const warnings = new Set<DoiWarning>()
  const dashed = visible.replace(/[\u2010-\u2013]/g, '-')
  if (dashed !== visible) warnings.add('doi_dash_replaced')
  const decoded = decodeEntities(dashed)
  const text = unlabelled(bibtex ? decoded.replace(/\\(?=[_%&#{}])/g, '') : decoded, warnings)

  if (/^10\/[a-z0-9]{2,20}$/i.test(text)) return { ...NOTHING, warnings: ['short_doi'] }
  return canonical(text, warnings)
}

/** Takes addresses and labels away, so that what is left begins with the DOI where there is one. */
function unlabelled(text: string, warnings: Set<DoiWarning>): string {
  const bare = text.replace(LABELS, '')
  if (DOI_HOST.test(bare)) return percentDecoded(pathOf(bare.replace(DOI_HOST, ''))).replace(LABELS, '')
  if (ADDRESS.test(bare)) return fromAddress(bare, warnings)
  return bare.replace(ENCODED_SLASH, '$1/')
}

/** The DOI inside the address of a page: in its path, or else in a value of its query (`?id=10.1371/…`). */
function fromAddress(address: string, warnings: Set<DoiWarning>): string {
  const query = /\?([^#\s]*)/.exec(address)?.[1] ?? ''
  for (const part of [pathOf(address), ...query.split('&', 50)]) {
    const found = ANYWHERE.exec(percentDecoded(part))
    if (found === null) continue
    warnings.add('doi_from_url')
    return withoutView(found[0])
  }
  return ''
}

function withoutView(doi: string): string {
  let bare = doi
  for (let before = ''; before !== bare; ) {
    before = bare
    bare = bare.replace(VIEW_SUFFIX, '')
  }
  // bioRxiv and medRxiv write the version of a preprint into the address, not into the DOI.
  return /^10\.(?:1101|64898)\//.test(bare) ? bare.replace(/(\d)v\d{1,2}$/, '$1') : bare
}

function canonical(text: string, warnings: Set<DoiWarning>): DoiReading {
  const found = ANYWHERE.exec(text)
  if (found === null) return INVALID

  const first = found[0].split(GLUED, 1)[0] ?? ''
  const doi = trimmedEnd(first, warnings).replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
  if (doi.length > LONGEST_DOI || !WHOLE.test(doi)) return INVALID

  const next = ANYWHERE.exec(text.slice(found.index + first.length))
  if (next !== null && !next[0].toLowerCase().startsWith(doi)) warnings.add('multiple_dois')
  return { doi, shape: shapeOf(doi), warnings: [...warnings], isInvalid: false }
}

const OPENING: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{', '>': '<' }

/** Drops what a sentence or a list put behind the DOI; a closing bracket stays where its partner is inside. */
function trimmedEnd(text: string, warnings: Set<DoiWarning>): string {
  const seen = new Map<string, number>()
  for (const mark of text) seen.set(mark, (seen.get(mark) ?? 0) + 1)

  let end = text.length
  for (; end > 0; end--) {
    const last = text[end - 1] ?? ''
    const partner = OPENING[last]
    if (partner !== undefined) {
      const closed = seen.get(last) ?? 0
      if (closed <= (seen.get(partner) ?? 0)) break
      seen.set(last, closed - 1)
    } else if (last === '/') {
      warnings.add('trailing_slash')
    } else if (!'.,;:"\'`*«»‹›‘’‚“”„'.includes(last)) {
      break
    }
  }
  return text.slice(0, end)
}

function shapeOf(doi: string): 'usual' | 'unusual' {
  return USUAL.some((pattern) => pattern.test(doi)) ? 'usual' : 'unusual'
}

function pathOf(address: string): string {
  return address.split(/[?#]/, 1)[0] ?? ''
}

/** Percent signs that encode nothing stay as they are. */
function percentDecoded(text: string): string {
  if (!text.includes('%')) return text
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (codes) => {
    try {
      return decodeURIComponent(codes)
    } catch {
      return codes
    }
  })
}
