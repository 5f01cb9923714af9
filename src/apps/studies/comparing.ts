import type { AnalysisKind } from '../../platform/analyses.ts'
import { settingsOf, wordOf } from '../../platform/provenance/record.ts'
import { inputsOf } from './inputs.ts'
import type { ComparedRow } from './pages/compare.ts'
import type { Summary } from './results.ts'
import type { AnalysisRow } from './tables.ts'

/** What several analyses have in common and in what they differ, fact by fact. */
export function compare(analyses: readonly AnalysisRow[], kinds: ReadonlyMap<string, AnalysisKind>) {
  const figures = analyses.map(
    ({ summary_json: json }) =>
      new Map((json === null ? [] : (JSON.parse(json) as Summary).figures).map(({ label, value }) => [label, value])),
  )
  const settings = analyses.map(
    (one) =>
      new Map(
        settingsOf(JSON.parse(one.parameters_json), kinds.get(one.kind)?.fields).map(({ label, value }) => [
          label,
          wordOf(value),
        ]),
      ),
  )
  const files = analyses.map(
    (one) =>
      new Map(
        Object.entries(inputsOf(one)).map(([field, { name, sha256 }]) => [field, `${name} (${sha256.slice(0, 8)})`]),
      ),
  )
  return {
    results: [{ label: 'Verdict', values: analyses.map(({ sentence }) => sentence ?? undefined) }, ...rowsOf(figures)],
    settings: [{ label: 'Analysis', values: analyses.map(({ kind }) => kind) }, ...rowsOf(settings)],
    files: rowsOf(files),
  }
}

function rowsOf(facts: readonly ReadonlyMap<string, string | number>[]): ComparedRow[] {
  const labels = [...new Set(facts.flatMap((one) => [...one.keys()]))]
  return labels.map((label) => ({ label, values: facts.map((one) => one.get(label)) }))
}
