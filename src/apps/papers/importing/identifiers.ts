import { normaliseIssn } from './issn.ts'

/** Names under which a paper is known elsewhere, besides its DOI. */
export type Scheme =
  | 'pmid'
  | 'pmcid'
  | 'arxiv'
  | 'openalex'
  | 's2'
  | 'scopus_eid'
  | 'wos_ut'
  | 'isbn'
  | 'issn'
  | 'url'
  | 'handle'
  | 'other'

export type Identifier = readonly [scheme: Scheme, value: string]

const ARCHIVES =
  'acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|cond-mat|cs|dg-ga|funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math|math-ph|mtrl-th|nlin|nucl-ex|nucl-th|patt-sol|physics|plasm-ph|q-alg|q-bio|quant-ph|solv-int|supr-con'
const ARXIV_NEW = /(?<![\d.])(\d{2}(?:0[1-9]|1[0-2])\.\d{4,5})(v\d{1,3})?(?![\d.]*\d)/
const ARXIV_OLD = new RegExp(
  `(?<![a-z-])((?:${ARCHIVES})(?:\\.[A-Z]{2})?/\\d{2}(?:0[1-9]|1[0-2])\\d{3})(v\\d{1,3})?(?!\\d)`,
  'i',
)
const LONGEST = 500

/** An arXiv id without its version, from `arXiv:1706.03762v5 [cs]`, an address or `hep-th/9901001`; null where there is none. */
export function readArxiv(text: string): string | null {
  if (text.length > LONGEST) return null
  const found = ARXIV_NEW.exec(text) ?? ARXIV_OLD.exec(text)
  return found?.[1] === undefined ? null : found[1]
}

/** The DOI that DataCite holds for an arXiv id. */
export function doiOfArxiv(id: string): string {
  return `10.48550/arxiv.${id.toLowerCase()}`
}

/** A PubMed id from `29456894`, `PMID: 29456894`, an address, or what a spreadsheet made of it (`29456894.0`). */
export function readPmid(text: string): string | null {
  const found =
    /^(?:pmid:?\s{0,5}|https?:\/\/(?:pubmed\.ncbi\.nlm\.nih\.gov|www\.ncbi\.nlm\.nih\.gov\/pubmed)\/)?0*([1-9]\d{0,7})(?:\.0|\/)?$/i.exec(
      text,
    )
  return found?.[1] ?? null
}

/** A PubMed Central id with its letters, from `PMC5815332`, an address with or without them, or the bare digits. */
export function readPmcid(text: string): string | null {
  const found =
    /^(?:pmcid:?\s{0,5})?(?:https?:\/\/(?:www\.ncbi\.nlm\.nih\.gov\/pmc|pmc\.ncbi\.nlm\.nih\.gov|europepmc\.org)\/(?:articles?\/)?)?(?:pmc)?(\d{1,9}(?:\.\d{1,3})?)\/?$/i.exec(
      text,
    )
  return found?.[1] === undefined ? null : `PMC${found[1]}`
}

/** `W2741809807`, bare or from an address. */
export function readOpenAlex(text: string): string | null {
  const found = /^(?:https?:\/\/(?:api\.)?openalex\.org\/(?:works\/)?)?(W\d{1,12})$/i.exec(text)
  return found?.[1]?.toUpperCase() ?? null
}

/** `2-s2.0-…`, the record number of Scopus. */
export function readScopusEid(text: string): string | null {
  return /^2-s2\.0-\d{5,15}$/i.test(text) ? text.toLowerCase() : null
}

/** `WOS:000…`; other databases of that house (`MEDLINE:`, `BCI:` …) keep their own letters. */
export function readWosUt(text: string): string | null {
  const found = /^(?:([A-Za-z]{2,12}):)?([A-Za-z]?\d{6,20}[A-Za-z0-9]{0,6})$/.exec(text)
  return found?.[2] === undefined ? null : `${(found[1] ?? 'WOS').toUpperCase()}:${found[2].toUpperCase()}`
}

/** ISBNs whose check digit holds, as thirteen digits, in the order given. */
export function readIsbns(cell: string): string[] {
  const found = new Set<string>()
  for (const part of cell.slice(0, LONGEST).split(/[,;|\s]+/)) {
    const isbn = normaliseIsbn(part)
    if (isbn !== null) found.add(isbn)
  }
  return [...found]
}

/** A web address as given, where it is one; no other scheme gets through. */
export function readWebAddress(text: string): string | null {
  return text.length <= 2_000 && /^https?:\/\/[^\s/]/i.test(text) && URL.canParse(text) ? text : null
}

/** The address itself, and the arXiv id in one of arXiv; empty where the text is no web address. */
export function readAddressIdentifiers(text: string): Identifier[] {
  const address = readWebAddress(text)
  if (address === null) return []
  const isArxiv = /^https?:\/\/(?:www\.|export\.)?arxiv\.org\/(?:abs|pdf)\//i.test(address)
  const arxiv = isArxiv ? readArxiv(address) : null
  return arxiv === null
    ? [['url', address]]
    : [
        ['url', address],
        ['arxiv', arxiv],
      ]
}

/** Those on lines such as `arXiv: 1706.03762 [cs]` in the notes of a reference manager. */
export function readNoteIdentifiers(notes: string): Identifier[] {
  const found: Identifier[] = []
  for (const [, word = '', text = ''] of notes.slice(0, 10_000).matchAll(/\b(arXiv|PMID|PMCID):\s?(\S{1,40})/gi)) {
    const scheme = word.toLowerCase() as 'arxiv' | 'pmid' | 'pmcid'
    const value = { arxiv: readArxiv, pmid: readPmid, pmcid: readPmcid }[scheme](text)
    if (value !== null) found.push([scheme, value])
  }
  return found
}

/** @see ISO 2108; the ten-digit form gets the prefix 978 and a new check digit. */
function normaliseIsbn(word: string): string | null {
  const marks = word.replace(/[^\dXx]/g, '').toUpperCase()
  if (normaliseIssn(word) !== null) return null
  if (/^97[89]\d{10}$/.test(marks)) return isbnCheck(marks.slice(0, 12)) === marks[12] ? marks : null
  if (!/^\d{9}[\dX]$/.test(marks)) return null
  let sum = 0
  for (let at = 0; at < 10; at++) sum += (10 - at) * (marks[at] === 'X' ? 10 : marks.charCodeAt(at) - 48)
  if (sum % 11 !== 0) return null
  const body = `978${marks.slice(0, 9)}`
  return body + isbnCheck(body)
}

function isbnCheck(twelve: string): string {
  let sum = 0
  for (let at = 0; at < 12; at++) sum += (twelve.charCodeAt(at) - 48) * (at % 2 === 0 ? 1 : 3)
  return String((10 - (sum % 10)) % 10)
}
