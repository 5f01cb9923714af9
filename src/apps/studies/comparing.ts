import type { AnalysisKind } from '../../platform/analyses.ts'
import { settingsOf, wordOf } from '../../platform/provenance/record.ts'
import { inputsOf } from './inputs.ts'
import type { ComparedRow } from './pages/compare.ts'
import type { Summary } from './results.ts'
import type { AnalysisRow } from './tables.ts'

/**
 * What several analyses have in common and in what they differ, fact by fact.
 *
 * @param say The words of a kind in the visitor's language, as its fields in `kinds` are.
 */
export function compare(
  analyses: readonly AnalysisRow[],
  kinds: ReadonlyMap<string, AnalysisKind>,
  say: (kind: string, text: string) => string,
) {
  const figures = analyses.map(({ kind, summary_json: json }) => {
    const { figures: all } = json === null ? { figures: [] } : (JSON.parse(json) as Summary)
    return new Map(all.map(({ label, value }) => [say(kind, label), value]))
  })
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
  return { figures: rowsOf(figures), settings: rowsOf(settings), files: rowsOf(files) }
}

function rowsOf(facts: readonly ReadonlyMap<string, string | number>[]): ComparedRow[] {
  const labels = [...new Set(facts.flatMap((one) => [...one.keys()]))]
  return labels.map((label) => ({ label, values: facts.map((one) => one.get(label)) }))
}
