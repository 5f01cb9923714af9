import type { Findings } from './findings.ts'

/** A row of numbers and the line where it stands. */
export type Row = Readonly<{ line: number; values: readonly number[] }>

export type Table = Readonly<{
  rows: readonly Row[]
  /** Words of the last line before the numbers, where there are as many as columns; else empty. */
  header: readonly string[]
}>

const numeric = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][+-]?\d+)?$/
const notFinite = /^[+-]?(?:nan|inf|infinity)$/i
const decimalComma = /^[+-]?\d+,\d+(?:[eE][+-]?\d+)?$/

/**
 * Numbers of a text, line by line, whatever stands between them: blanks, tabs, commas or semicolons. Lines of words or
 * comments at head and foot are passed over and named; between the numbers they are mistakes.
 */
export function readTable(text: string, findings: Findings): Table {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)
  const hasDecimalComma = usesDecimalComma(lines)
  if (hasDecimalComma) findings.warn('commas in numbers', 'decimal points; they are read as such')
  const rows: Row[] = []
  let skipped: { line: number; words: string[] }[] = []
  let header: readonly string[] = []
  lines.forEach((source, index) => {
    const line = index + 1
    const words = wordsOf(source, hasDecimalComma)
    if (words.length === 0) return
    if (/^\s*[#!%;]/.test(source) || words.some((word) => /[A-Za-z]/.test(word) && !isNumber(word))) {
      skipped.push({ line, words })
      return
    }
    if (skipped.length > 0 && rows.length === 0) {
      header = skipped.at(-1)?.words ?? []
      tellSkipped(skipped, findings)
    } else for (const one of skipped) complain(one, findings)
    skipped = []
    rows.push({ line, values: words.map((word, at) => numberOf(word, line, at + 1, findings)) })
  })
  if (rows.length > 0) tellSkipped(skipped, findings)
  const width = rows[0]?.values.length ?? 0
  const names = header.map((name) => name.replace(/^[#!%;]+/, '')).filter((name) => name !== '')
  return { rows, header: names.length === width ? names : [] }
}

const isNumber = (word: string): boolean => numeric.test(word) || notFinite.test(word)

function usesDecimalComma(lines: readonly string[]): boolean {
  const [first] = lines.filter((line) => /^\s*[+-]?[\d.]/.test(line))
  const words = first?.trim().split(/[\s;]+/) ?? []
  return words.length > 1 && words.some((word) => decimalComma.test(word)) && !words.some((word) => word.includes('.'))
}

function wordsOf(source: string, hasDecimalComma: boolean): string[] {
  const plain = hasDecimalComma ? source.replaceAll(',', '.') : source
  return plain.split(hasDecimalComma ? /[\s;]+/ : /[\s,;]+/).filter((word) => word !== '')
}

function numberOf(word: string, line: number, column: number, findings: Findings): number {
  const value = numeric.test(word) ? Number(word.replace(/[dD]/, 'e')) : Number.NaN
  if (!Number.isFinite(value)) findings.error(`“${word.slice(0, 40)}”`, 'a finite number', line, column)
  return value
}

function tellSkipped(skipped: readonly { line: number }[], findings: Findings): void {
  const [first] = skipped
  const count = skipped.length
  if (first)
    findings.warn(`${count} ${count === 1 ? 'line' : 'lines'} of words`, 'numbers alone; passed over', first.line)
}

function complain({ line, words }: { line: number; words: readonly string[] }, findings: Findings): void {
  const at = words.findIndex((word) => !isNumber(word))
  findings.error(`“${(words[at] ?? '').slice(0, 40)}”`, 'a number', line, at + 1)
}
