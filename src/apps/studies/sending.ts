import type { AnalysisField, AnalysisKind } from '../../platform/analyses.ts'
import { type Choosable, takesFile } from './inputs.ts'

/** A field of an analysis that takes a file. */
export type Place = Readonly<{
  field: string
  /** Whether field and file say that they are meant for each other; else the field takes it as it takes any. */
  fits: boolean
}>

/** Words in the name of a field that say what kind of file it is for. */
const formatWords: readonly (readonly [RegExp, Choosable['format']])[] = [
  [/simulat|dataset/, 'table'],
  [/structures|ensemble/, 'structures'],
  [/experiment|curve/, 'curve'],
]

/** The format that a field is likely to be for; undefined where its name says nothing. */
export function formatFor(name: string, { label }: AnalysisField): Choosable['format'] | undefined {
  const words = `${name} ${label}`.toLowerCase()
  return formatWords.find(([pattern]) => pattern.test(words))?.[1]
}

/** Where a file goes in an analysis: the field that suits it, else the first that is required. Undefined where none takes files. */
export function placeFor({ fields }: AnalysisKind, file: Choosable): Place | undefined {
  const places = Object.entries(fields).filter(([, field]) => takesFile(field))
  const suited = places.find(([name, field]) => suits(name, field, file))
  const [field] = suited ?? places.find(([, { required }]) => required) ?? places[0] ?? []
  return field === undefined ? undefined : { field, fits: suited !== undefined }
}

function suits(name: string, field: AnalysisField, { format, dataType = '*', contentType = '*' }: Choosable): boolean {
  if (format !== 'result') return formatFor(name, field) === format
  const isNamed = field.dataType !== undefined && field.dataType !== '*' && dataType !== '*'
  return (
    isNamed &&
    isOfType(dataType, field.dataType) &&
    (field.contentType ?? ['*']).some((one) => isOfType(contentType, one))
  )
}

/** `entity/list` is of the types `entity/list`, `entity/*` and `*`; what stands behind a semicolon counts for nothing. */
function isOfType(type: string, pattern = '*'): boolean {
  const [is = '', wanted = ''] = [type, pattern].map((one) => one.split(';', 1)[0]?.trim().toLowerCase())
  if (wanted === '*' || wanted === is) return true
  return wanted.endsWith('/*') && is.startsWith(wanted.slice(0, -1))
}
