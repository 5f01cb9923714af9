import { UserError } from '../../../platform/errors.ts'

interface Format {
  readonly code: string
  readonly name: string
  readonly advice: string
  readonly pattern: RegExp
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
]

/**
 * Refuses everything that is no list in text form, naming what it is.
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
  for (const { code, name, advice, pattern } of FORMATS) {
    if (pattern.test(start) || pattern.test(text))
      throw new UserError('invalid', `papers.file-is-${code}`, `This is ${name}, not a list of papers. ${advice}`)
  }
}
