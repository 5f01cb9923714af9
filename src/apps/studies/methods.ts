import type { AnalysisKind } from '../../platform/analyses.ts'
import { version } from '../../version.ts'
import { type Inputs, inputsOf } from './inputs.ts'
import type { AnalysisRow } from './tables.ts'

/** A paragraph for the methods part of a paper: English, with numbers as they were used. */
export function methodsText(analysis: AnalysisRow, kind: AnalysisKind | undefined): string {
  const inputs: Inputs = inputsOf(analysis)
  const files = Object.values(inputs).map(({ name, sha256 }) => `${name} (SHA-256 ${sha256.slice(0, 12)}…)`)
  const values = Object.entries(JSON.parse(analysis.parameters_json) as Record<string, unknown>)
    .filter(([, value]) => value !== null && value !== '' && value !== '***')
    .map(
      ([name, value]) =>
        `${kind?.fields[name]?.label ?? name}: ${Array.isArray(value) ? value.join(', ') : String(value)}`,
    )
  const day = (analysis.finished_at ?? analysis.created_at).slice(0, 10)
  const tool = `${analysis.kind_title}${kind ? ` (${kind.name} ${kind.version})` : ''}`
  return [
    `${capital(listOf(files) || 'No data files')} ${files.length > 1 ? 'were' : 'was'} analysed with ${tool} in Lyceum ${version} on ${day}.`,
    values.length > 0 && `Settings: ${values.join('; ')}.`,
    kind?.citation && `The method is described in: ${kind.citation}`,
  ]
    .filter(Boolean)
    .join(' ')
}

const listOf = (items: readonly string[]): string => new Intl.ListFormat('en').format(items)
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
