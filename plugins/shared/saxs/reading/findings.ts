/** Names of the inputs, as the form has them. */
export type InputName =
  | 'curve'
  | 'structures'
  | 'simulated'
  | 'measuredShifts'
  | 'predictedShifts'
  | 'shiftErrors'
  | 'energies'

/** What is wrong, or odd, in a file: an error stops the analysis, a warning is kept with the result. */
export type Finding = Readonly<{
  severity: 'error' | 'warning'
  input: InputName
  file: string
  /** Counted from 1; null where the file as a whole is meant. */
  line: number | null
  column: number | null
  found: string
  expected: string
}>

export type Findings = Readonly<{
  list: readonly Finding[]
  error: (found: string, expected: string, line?: number, column?: number) => void
  warn: (found: string, expected: string, line?: number, column?: number) => void
  hasErrors: () => boolean
}>

/** After as many findings in one file the rest says nothing new. */
const most = 50

export function findingsFor(input: InputName, file: string): Findings {
  const list: Finding[] = []
  const add =
    (severity: Finding['severity']) =>
    (found: string, expected: string, line?: number, column?: number): void => {
      if (list.length < most || (severity === 'error' && !list.some((one) => one.severity === 'error')))
        list.push({ severity, input, file, line: line ?? null, column: column ?? null, found, expected })
    }
  return {
    list,
    error: add('error'),
    warn: add('warning'),
    hasErrors: () => list.some((one) => one.severity === 'error'),
  }
}

/** One line for people: where, what was found, what was expected. */
export function sentenceOf({ file, line, column, found, expected }: Finding): string {
  const place = [line === null ? '' : `, line ${line}`, column === null ? '' : `, column ${column}`].join('')
  return `“${file}”${place}: found ${found}; expected ${expected}.`
}
