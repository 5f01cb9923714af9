import type { Mending } from './mending.ts'

/** One thing that is wrong with a file, or odd in it. */
export type Finding = Readonly<{
  /** An error keeps the file out; a warning is shown and kept. */
  level: 'error' | 'warning'
  /** Which sentence of `findingWords`. */
  code: FindingCode
  /** Counted from 1; absent where it is about the whole file. */
  line?: number
  column?: number
  /** What stands there, shortened, and numbers the sentence names. */
  values?: Readonly<Record<string, string | number>>
}>

/** What a check tells of a file besides. */
export type Report = Readonly<{
  findings: readonly Finding[]
  /** More of them than are kept. */
  isCut: boolean
  /** Figures for people, by name. */
  facts: Readonly<Record<string, string | number>>
  /** A curve in at most a few hundred points, for a first look. */
  curve?: Readonly<{ q: readonly number[]; i: readonly number[]; s: readonly number[] }>
  /** Names in an archive, in their natural order. */
  names?: readonly string[]
  /** Words above the columns of a table, where there are as many. */
  header?: readonly string[]
  /** The first column of a table, in at most a few hundred numbers. */
  first?: readonly number[]
  /** Where it was made of another file of the study: of which, and how. */
  made?: Made
}>

export type Made = Readonly<{ id: string; name: string; sha256: string; how: Mending }>

/** Sentences of English, with what was expected; names in double braces are values. */
export const findingWords = {
  empty: 'The file is empty.',
  'too-large': 'It has {{found}} MB; at most {{most}} MB are taken for this kind of file.',
  'not-text': 'This is no text, so it cannot be read as numbers.',
  'too-many-lines': 'It has more than {{most}} lines of data.',
  'too-few-lines': 'It has {{found}} lines of data; at least {{least}} are needed.',
  'no-errors':
    'There are two columns. A curve needs three: q, intensity and its error. Add a column of errors, or send it as a table: its page adds errors such as 3 % of the intensity.',
  'few-columns': '“{{found}}” has {{columns}} columns; a curve needs three: q, intensity and its error.',
  'more-columns': 'There are {{columns}} columns; the first three are used.',
  'not-number': '“{{found}}” is no number.',
  'not-finite': '“{{found}}” is no finite number.',
  'error-not-positive': 'The error is {{found}}; errors are larger than 0.',
  'q-negative': 'q is {{found}}; it is never below 0.',
  'q-repeated': 'q {{found}} stands there twice.',
  'q-order': 'q {{found}} comes after a larger one; lines are best sorted by q, which its page does.',
  'intensity-not-positive': '{{count}} intensities are 0 or below.',
  'errors-large': 'At {{count}} of {{total}} points the error is larger than the intensity.',
  'errors-synthetic': 'All errors are the same share of the intensity, as made up ones are.',
  'q-units':
    'The largest q is {{found}}. Above 2 it is probably in 1/nm; this house computes in 1/Å. Its page converts it.',
  'decimal-comma': 'Numbers are written with a comma; they are read as decimals.',
  'skipped-lines': '{{count}} lines of words before or after the data are skipped.',
  'uneven-rows': 'This line has {{found}} columns, the ones before have {{expected}}.',
  'constant-column': 'Column {{column}} holds one value alone.',
  'values-not-positive': '{{count}} values are 0 or below.',
  'archive-broken': 'The archive cannot be read: {{found}}',
  'archive-kind': '“{{found}}” is no archive. Pack the structures as .zip, .tar or .tar.gz.',
  'archive-packed': 'It is larger than {{most}} MB.',
  'archive-entries': 'It holds more than {{most}} files.',
  'archive-unpacked': 'Unpacked it would be larger than {{most}} MB.',
  'archive-ratio': '“{{found}}” unpacks to more than {{most}} times its size.',
  'archive-large': '“{{found}}” is larger than {{most}} MB.',
  'archive-path': '“{{found}}” leads out of the archive.',
  'archive-link': '“{{found}}” is a link.',
  'archive-encrypted': '“{{found}}” is encrypted.',
  'archive-same-name': '“{{found}}” stands there twice.',
  'archive-no-structures': 'It holds no structures (.pdb or .cif).',
  'archive-ignored': '“{{found}}” is no structure and is left out.',
  'archive-odd-name': '“{{found}}” has blanks or unusual signs in its name; results call it so all the same.',
  'no-atoms': '“{{found}}” has no atoms.',
  'different-atoms': '“{{found}}” has {{atoms}} atoms, the first has {{expected}}.',
  'several-models':
    '“{{found}}” holds {{count}} models; the first is taken, or each for itself where the form says so.',
} as const

type FindingCode = keyof typeof findingWords

const mostFindings = 50

/** Collects what is found, up to 50. */
export function openFindings() {
  const findings: Finding[] = []
  let isCut = false
  const add = (level: Finding['level'], code: FindingCode, more: Omit<Finding, 'level' | 'code'> = {}): void => {
    if (findings.length < mostFindings) findings.push({ level, code, ...more })
    else isCut = true
  }
  return {
    error: (code: FindingCode, more?: Omit<Finding, 'level' | 'code'>) => add('error', code, more),
    warn: (code: FindingCode, more?: Omit<Finding, 'level' | 'code'>) => add('warning', code, more),
    isFull: () => isCut,
    hasErrors: () => findings.some(({ level }) => level === 'error'),
    report: (facts: Report['facts'], more: Pick<Report, 'curve' | 'names' | 'header' | 'first'> = {}): Report => ({
      findings,
      isCut,
      facts,
      ...more,
    }),
  }
}

export type Findings = ReturnType<typeof openFindings>

/** What stands in a file, short enough for a sentence. */
export const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text)
