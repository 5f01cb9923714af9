import { UserError } from '../../../platform/errors.ts'

interface Format {
  readonly code: string
  readonly name: string
  readonly advice: string
  readonly pattern: RegExp
  /** How many of the first lines may be the one that tells; default 1. */
  readonly lines?: number
}

const SAVE_AS_CSV = 'Open it in a spreadsheet program and save it as CSV.'
const EXPORT_AS_CSV = 'Lists in this form cannot be read yet; export the list as CSV.'

/** Looked for in the first 64 KiB, after byte order marks and blanks. */
const FORMATS: readonly Format[] = [
  { code: 'pdf', name: 'a PDF document', advice: 'Upload the list itself, as CSV.', pattern: /^%PDF-/ },
  {
    code: 'html',
    name: 'a web page (HTML)',
    advice: 'Perhaps a sign-in page was saved instead of the list; export it again as CSV.',
    pattern: /^(?:<!doctype html|<html[\s>]|<head[\s>]|<body[\s>])/i,
  },
  { code: 'xls', name: 'an old Excel or Word file', advice: SAVE_AS_CSV, pattern: /^\xd0\xcf.\xe0\xa1\xb1.\xe1/s },
  {
    code: 'image',
    name: 'an image',
    advice: 'Upload the list itself, as CSV.',
    pattern: /^(?:\x89PNG\r|GIF8[79]a|\xff\xd8\xff)/,
  },
  { code: 'rtf', name: 'a rich text document (RTF)', advice: SAVE_AS_CSV, pattern: /^\{\\rtf/ },
  {
    code: 'archive',
    name: 'an archive',
    advice: 'Unpack it and upload the list itself.',
    pattern: /^(?:7z\xbc\xaf|Rar!|BZh[1-9]1AY|\xfd7zXZ|\x28\xb5\x2f\xfd)/,
  },
  { code: 'xml', name: 'an XML file', advice: EXPORT_AS_CSV, pattern: /^<\?xml\s/ },
  {
    code: 'ris',
    name: 'a RIS file',
    advice: EXPORT_AS_CSV,
    pattern: /^TY {1,2}- {0,2}[A-Z]{3,6}\b/,
    lines: 6,
  },
  { code: 'nbib', name: 'a PubMed file (nbib)', advice: EXPORT_AS_CSV, pattern: /^PMID- {0,2}\d/ },
  {
    code: 'wos',
    name: 'a Web of Science plain text file',
    advice: 'Lists in this form cannot be read yet; export the list as "Tab delimited file".',
    pattern: /^FN .{0,60}(?:Clarivate|Thomson|ISI|Web of)/,
  },
  {
    code: 'bibtex',
    name: 'a BibTeX file',
    advice: EXPORT_AS_CSV,
    pattern: /^\s{0,20}@[a-z]{3,20}\s?[{(]/i,
    lines: 50,
  },
  {
    code: 'json',
    name: 'a JSON file',
    advice: EXPORT_AS_CSV,
    pattern: /^(?:\[\s{0,20}[{\]]|\{\s{0,20}"[^"\r\n]{0,100}"\s{0,20}:)/,
  },
]

/**
 * Refuses everything that is no table in text form, naming what it is.
 *
 * @throws UserError `papers.file-is-…`
 */
export function refuseOtherFormats(head: Buffer): void {
  const start = head.toString('latin1', 0, 16)
  const text = head
    .toString('latin1')
    .replace(/^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, '')
    .replaceAll('\0', '')
    .trimStart()
  const lines = text.split(/[\r\n]+/, 50)
  for (const { code, name, advice, pattern, lines: many = 1 } of FORMATS) {
    const isIt = pattern.test(start) || pattern.test(text) || lines.slice(1, many).some((line) => pattern.test(line))
    if (isIt) throw new UserError('invalid', `papers.file-is-${code}`, `This is ${name}, not a CSV list. ${advice}`)
  }
}
